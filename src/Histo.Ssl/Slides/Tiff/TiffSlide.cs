namespace Histo.Ssl.Slides.Tiff;

/// <summary>An open TIFF slide.</summary>
internal sealed class TiffSlide : ISlide
{
    private static long s_opened;
    private readonly TiffFile _file;
    private readonly DecodedTileCache _cache;
    private readonly IReadOnlyDictionary<string, TiffDirectory> _associated;
    private readonly SlideLevel[] _levels;
    private readonly TiffImage[] _images;
    private readonly long _number = Interlocked.Increment(ref s_opened);

    public TiffSlide(TiffFile file, TiffLayout layout, DecodedTileCache cache, double? mpp)
    {
        _file = file;
        _cache = cache;
        _associated = layout.Associated;
        Vendor = layout.Vendor;
        _levels = new SlideLevel[layout.Levels.Count];
        _images = new TiffImage[layout.Levels.Count];
        for (int i = 0; i < _levels.Length; i++)
        {
            TiffDirectory level = layout.Levels[i], first = layout.Levels[0];
            double downsample = i == 0 ? 1 : (((double)first.Width / level.Width) + ((double)first.Height / level.Height)) / 2;
            _levels[i] = new SlideLevel((int)level.Width, (int)level.Height, downsample);
            _images[i] = new TiffImage(file, level, cache, _number, i, emptyIsWhite: layout.Vendor == TiffLayout.AperioVendor);
        }

        Properties = TiffProperties.Collect(layout, _levels);
        Resolution = SlideResolution.Find(Properties, mpp);
        ContentRegions = [new PixelRectangle(0, 0, _levels[0].Width, _levels[0].Height)];
        AssociatedImageNames = [.. layout.Associated.Keys];
    }

    public string FilePath => _file.Path;

    public string ReaderName => TiffReader.ReaderName;

    public string? Vendor { get; }

    public IReadOnlyList<SlideLevel> Levels => _levels;

    public IReadOnlyDictionary<string, string> Properties { get; }

    public SlideResolution? Resolution { get; }

    public IReadOnlyList<PixelRectangle> ContentRegions { get; }

    public IReadOnlyList<string> AssociatedImageNames { get; }

    public RgbImage ReadAssociatedImage(string name)
    {
        if (!_associated.TryGetValue(name, out TiffDirectory? directory))
        {
            throw new HistoException(
                ErrorCodes.AssociatedImageNotFound, "the slide has no such associated image", where: FilePath, seen: name, wanted: string.Join(", ", AssociatedImageNames));
        }

        string? whyNot = TiffTileFormat.WhyNot(directory) ?? (directory.Width * directory.Height > 1 << 28 ? "it is too large for one picture" : null);
        if (whyNot is not null)
        {
            throw new HistoException(ErrorCodes.PixelsUnreadable, $"the associated image '{name}' cannot be decoded: {whyNot}", where: FilePath);
        }

        var picture = new RgbImage((int)directory.Width, (int)directory.Height);
        new TiffImage(_file, directory, _cache, _number, -1 - directory.Index, emptyIsWhite: false).Read(0, 0, picture.Width, picture.Height, picture.Pixels);
        return picture;
    }

    public void ReadRegion(int level, int x, int y, int width, int height, Span<byte> rgb)
    {
        LevelRegion region = LevelRegion.Locate(this, level, x, y, width, height, rgb.Length);
        _images[level].Read(region.Column, region.Row, width, height, rgb);
    }

    public void Dispose()
    {
        _file.Dispose();
        _cache.Forget(_number);
    }
}
