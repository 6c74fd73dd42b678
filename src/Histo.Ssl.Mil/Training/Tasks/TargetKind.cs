namespace Histo.Ssl.Mil.Training;

/// <summary>What a slide-level model predicts.</summary>
public enum TargetKind
{
    /// <summary>A class.</summary>
    Classification = 1,

    /// <summary>A number.</summary>
    Regression = 2,

    /// <summary>A risk: how early an event is to be expected, by Cox's proportional hazards.</summary>
    Survival = 3,
}
