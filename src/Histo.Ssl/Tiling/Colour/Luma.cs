namespace Histo.Ssl.Tiling;

/// <summary>Luma after ITU-R BT.601, in whole thousandths of a level: 299 R + 587 G + 114 B.</summary>
internal static class Luma
{
    public static int Thousandths(ReadOnlySpan<byte> rgb, int at) => (299 * rgb[at]) + (587 * rgb[at + 1]) + (114 * rgb[at + 2]);
}
