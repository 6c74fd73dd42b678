namespace Histo.Ssl.Features;

/// <summary>Unit of the coordinates of a feature store.</summary>
public enum PositionUnit
{
    /// <summary>Pixels of the slide's level 0.</summary>
    Level0Pixels = 1,

    /// <summary>Micrometres: the store knows nothing of the slide's resolution.</summary>
    Micrometres = 2,
}
