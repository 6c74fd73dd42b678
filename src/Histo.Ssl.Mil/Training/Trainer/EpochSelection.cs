namespace Histo.Ssl.Mil.Training;

/// <summary>Which epoch's weights a training ends with.</summary>
public enum EpochSelection
{
    /// <summary>That of the smallest validation loss; training stops early.</summary>
    ValidationLoss = 1,

    /// <summary>The last one: nothing is chosen, so no validation bags are needed.</summary>
    Last = 2,
}
