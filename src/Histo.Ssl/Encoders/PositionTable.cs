namespace Histo.Ssl.Encoders;

/// <summary>Where a vision transformer's positions come from.</summary>
public enum PositionTable
{
    /// <summary>Learned, one vector a patch of the native input and one for the class token.</summary>
    Learned,

    /// <summary>Fixed sines and cosines of row and column at a quarter of the width each, base 10000; the class token has none. The parameter is there but is not trained.</summary>
    SinCos,
}
