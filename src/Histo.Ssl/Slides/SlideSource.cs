namespace Histo.Ssl.Slides;

/// <summary>Opens the slides of a manifest with the readers of a factory.</summary>
/// <param name="readers">Chooses the reader of each file.</param>
/// <param name="options">Reader and microns per pixel for all slides; a slide's own microns per pixel in the manifest go first. Null for none.</param>
public sealed class SlideSource(ISlideReaderFactory readers, SlideOpenOptions? options = null) : ISlideSource
{
    private readonly ISlideReaderFactory _readers = readers ?? throw new ArgumentNullException(nameof(readers));
    private readonly SlideOpenOptions _options = options ?? new SlideOpenOptions();

    /// <inheritdoc/>
    public ISlide Open(ManifestSlide slide)
    {
        ArgumentNullException.ThrowIfNull(slide);
        SlideOpenOptions chosen = slide.Mpp is { } mpp ? _options with { Mpp = mpp } : _options;
        return slide.Parts is [{ OffsetX: 0, OffsetY: 0 } only] ? _readers.Open(only.FilePath, chosen) : OpenMosaic(slide, chosen);
    }

    private MosaicSlide OpenMosaic(ManifestSlide slide, SlideOpenOptions chosen)
    {
        var tiles = new List<MosaicTile>(slide.Parts.Count);
        try
        {
            foreach (ManifestPart part in slide.Parts)
            {
                tiles.Add(new MosaicTile(_readers.Open(part.FilePath, chosen), part.OffsetX, part.OffsetY));
            }
        }
        catch
        {
            tiles.ForEach(tile => tile.Slide.Dispose());
            throw;
        }

        return new MosaicSlide(slide.SlideId, tiles);
    }
}
