namespace Histo.Ssl.Slides.Tiff;

/// <summary>Checks where the file says that the data of a tile stands.</summary>
internal static class TileBytes
{
    private const long Slack = 1 << 20;

    /// <summary>Returns the number of coded bytes of a tile, and what is wrong with it.</summary>
    public static int Check(TiffFile file, TiffDirectory image, int tile, out string? fault)
    {
        long offset = image.Offsets[tile], count = image.ByteCounts[tile];
        long most = (image.TileWidth * image.TileHeight * Math.Clamp(image.SamplesPerPixel, 1, 4) * 2) + Slack;
        fault = count == 0 ? "it has no data"
            : offset < 0 || count < 1 || count > file.Length || offset > file.Length - count ? "its data lies outside the file"
            : count > most ? "it states more data than a tile can have"
            : null;
        return fault is null ? (int)count : 0;
    }
}
