namespace Histo.Ssl.Mil.Training;

/// <summary>What a bag is made of.</summary>
public enum BagUnit
{
    /// <summary>One slide; a patient's probability is the mean over his slides.</summary>
    Slide = 1,

    /// <summary>All slides of a patient together.</summary>
    Patient = 2,
}
