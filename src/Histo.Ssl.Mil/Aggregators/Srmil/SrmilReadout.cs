namespace Histo.Ssl.Mil.Aggregators;

/// <summary>How SRMIL makes one vector of a bag.</summary>
public enum SrmilReadout
{
    /// <summary>A learnable node joined to every instance; its last state is the bag's vector.</summary>
    SuperNode = 1,

    /// <summary>Two graph attention layers score the instances; their softmax-weighted mean is the bag's vector.</summary>
    Attender = 2,
}
