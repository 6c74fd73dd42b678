namespace Histo.Ssl.Tiling;

/// <summary>Optical density of 8-bit levels, -ln(max(level, 1) / 240), and back. 240 is the light that passes the glass.</summary>
internal static class OpticalDensity
{
    private const double Background = 240;

    private static readonly double[] Table = [.. Enumerable.Range(0, 256).Select(level => -Math.Log(Math.Max(level, 1) / Background))];

    public static StainVector Of(ReadOnlySpan<byte> rgb, int at) => new(Table[rgb[at]], Table[rgb[at + 1]], Table[rgb[at + 2]]);

    public static byte ToLevel(double density) => (byte)Math.Min(Math.Round(Background * Math.Exp(-density)), 255);
}
