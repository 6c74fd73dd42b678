namespace Histo.Ssl.Slides;

/// <summary>What images must have in common to be joined.</summary>
internal static class MosaicRules
{
    private const double SameMpp = 1e-6;

    /// <exception cref="HistoException">HS1012: formats, readers or microns per pixel differ.</exception>
    public static void RequireOneKind(string slideId, MosaicTile[] tiles)
    {
        ISlide first = tiles[0].Slide;
        foreach (MosaicTile tile in tiles)
        {
            ISlide slide = tile.Slide;
            if (slide.ReaderName != first.ReaderName || slide.Vendor != first.Vendor)
            {
                throw Error(slideId, "the images of a mosaic differ in format", $"{slide.FilePath}: {slide.Vendor}", $"{first.FilePath}: {first.Vendor}");
            }

            if (!SameResolution(slide.Resolution, first.Resolution))
            {
                throw Error(slideId, "the images of a mosaic differ in microns per pixel", Mpp(slide), Mpp(first));
            }
        }
    }

    /// <summary>Checks the places of the images and returns the size of the canvas.</summary>
    /// <param name="slideId">Name of the slide, for errors.</param>
    /// <param name="tiles">The images, sorted by their top row.</param>
    /// <exception cref="HistoException">HS1012: negative offsets, overlaps, or a canvas beyond 2^31 pixels along a side.</exception>
    public static (int Width, int Height) RequireCanvas(string slideId, MosaicTile[] tiles)
    {
        long width = 0, height = 0;
        foreach (MosaicTile tile in tiles)
        {
            SlideLevel size = tile.Slide.Levels[0];
            width = Math.Max(width, (long)tile.X + size.Width);
            height = Math.Max(height, (long)tile.Y + size.Height);
            if (tile.X < 0 || tile.Y < 0 || width > int.MaxValue || height > int.MaxValue)
            {
                throw Error(slideId, "an image lies outside the canvas", Place(tile), FormattableString.Invariant($"offsets from 0 to {int.MaxValue} less its size"));
            }
        }

        for (int upper = 0; upper < tiles.Length; upper++)
        {
            PixelRectangle a = tiles[upper].Bounds;
            for (int lower = upper + 1; lower < tiles.Length && tiles[lower].Y < a.Bottom; lower++)
            {
                PixelRectangle b = tiles[lower].Bounds;
                if (a.X < b.Right && b.X < a.Right)
                {
                    throw Error(slideId, "two images of a mosaic overlap", $"{Place(tiles[upper])} and {Place(tiles[lower])}", "no shared pixels");
                }
            }
        }

        return ((int)width, (int)height);
    }

    private static bool SameResolution(SlideResolution? a, SlideResolution? b) => a is { } x && b is { } y
        ? Math.Abs(x.MppX - y.MppX) <= SameMpp * x.MppX && Math.Abs(x.MppY - y.MppY) <= SameMpp * x.MppY
        : a is null && b is null;

    private static string Mpp(ISlide slide) =>
        FormattableString.Invariant($"{slide.FilePath}: {(slide.Resolution is { } known ? FormattableString.Invariant($"{known.MppX} x {known.MppY}") : "unknown")}");

    private static string Place(MosaicTile tile) => FormattableString.Invariant(
        $"{tile.Slide.FilePath} at ({tile.X}, {tile.Y}), {tile.Slide.Levels[0].Width} x {tile.Slide.Levels[0].Height}");

    private static HistoException Error(string slideId, string what, string seen, string wanted) =>
        new(ErrorCodes.BadMosaic, what, where: "slide " + slideId, seen: seen, wanted: wanted, action: "Correct offset_x, offset_y or mpp in the manifest.");
}
