namespace Histo.Ssl.Mil.Training;

/// <summary>What is done about classes of different size.</summary>
public enum ClassBalance
{
    /// <summary>Nothing.</summary>
    None = 1,

    /// <summary>Rare classes weigh more in the loss.</summary>
    Weights = 2,

    /// <summary>Bags are drawn with replacement, every class as often.</summary>
    Sampling = 3,
}
