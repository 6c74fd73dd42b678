using Histo.Ssl.Slides;

namespace Histo.Ssl.Tiling;

/// <summary>Reads tiles from their slides, through a bounded pool of open files.</summary>
/// <remarks>
/// Safe for several threads. A level within the tolerance is read as it is; otherwise the finer level is averaged exactly over each tile pixel's square. When a slide is first opened it is
/// compared with what the tile set recorded: another reader, size or resolution is refused (HS1207). No managed memory is allocated in the steady state.
/// </remarks>
public sealed class SlideTileSource : ITileSource
{
    private readonly SlidePool _pool;
    private readonly ContentCoverage?[] _content;

    /// <summary>Creates a source; opens nothing yet.</summary>
    /// <param name="tiles">The tiles; all slides must have one tile size.</param>
    /// <param name="slides">Opens the slides.</param>
    /// <param name="openSlides">Slides to keep open at once, 1 or more; see <see cref="SlidePool"/> for what one costs.</param>
    /// <exception cref="HistoException">HS0002: the tile set has no tiles, or tiles of several sizes.</exception>
    public SlideTileSource(TileSet tiles, ISlideSource slides, int openSlides = 32)
    {
        ArgumentNullException.ThrowIfNull(tiles);
        Tiles = tiles;
        TileSize = RequireOneSize(tiles);
        _pool = new SlidePool(slides, [.. tiles.Slides.Select(slide => slide.Source)], openSlides);
        _content = new ContentCoverage?[tiles.Slides.Count];
    }

    /// <inheritdoc/>
    public TileSet Tiles { get; }

    /// <inheritdoc/>
    public int TileSize { get; }

    /// <inheritdoc/>
    /// <exception cref="HistoException">
    /// HS1005: the pixels cannot be decoded. HS1207: the slide is not the one that was tiled, or another reader opens it. HS1201: no such tile. HS0002: <paramref name="rgb"/> has another
    /// length. Errors of opening as <see cref="ISlideSource.Open"/>.
    /// </exception>
    public void Read(int tile, Span<byte> rgb)
    {
        TileAddress address = Tiles[tile];
        TileSlide record = Tiles.Slides[address.Slide];
        if (rgb.Length != TileSize * TileSize * 3)
        {
            throw new HistoException(ErrorCodes.WrongShape, "the buffer does not hold a tile", seen: rgb.Length, wanted: $"{TileSize} x {TileSize} x 3 bytes");
        }

        using SlideLease lease = _pool.Rent(address.Slide);
        ContentCoverage content = _content[address.Slide] ?? Admit(address.Slide, lease.Slide);
        try
        {
            TileReader.Read(lease.Slide, content, record.Grid, address.Column, address.Row, rgb);
        }
        catch (HistoException error) when (error.Code == ErrorCodes.PixelsUnreadable)
        {
            throw new HistoException(
                ErrorCodes.PixelsUnreadable,
                "a tile cannot be read",
                $"slide {record.Source.SlideId}, cell ({address.Column}, {address.Row}), level-0 pixel ({record.Grid.X(address.Column)}, {record.Grid.Y(address.Row)})",
                error.Seen ?? error.What,
                action: "The tile is left out; fetch the file again if it was copied.",
                inner: error);
        }
    }

    /// <summary>Closes the slides.</summary>
    public void Dispose() => _pool.Dispose();

    internal static int RequireOneSize(TileSet tiles)
    {
        int[] sizes = [.. tiles.Slides.Select(slide => slide.Grid.TileSize).Distinct().Order()];
        return sizes.Length == 1 ? sizes[0] : throw new HistoException(ErrorCodes.WrongShape, "a tile source needs tiles of one size", seen: string.Join(", ", sizes), wanted: "one");
    }

    // Two threads may both do it: they find the same.
    private ContentCoverage Admit(int index, ISlide slide)
    {
        TileSlide record = Tiles.Slides[index];
        Require(record, "reader", slide.ReaderName, record.ReaderName);
        if (record.Width > 0)
        {
            Require(record, "size", $"{slide.Levels[0].Width} x {slide.Levels[0].Height}", $"{record.Width} x {record.Height}");
        }

        if (record.Resolution is { } resolution)
        {
            Require(record, "resolution", Text(slide.Resolution), Text(resolution));
        }

        Require(record, "files", string.Join(", ", record.Fingerprints.Count == 0 ? [] : record.Source.Parts.Select(part => FileFingerprint.Of(part.FilePath))), string.Join(", ", record.Fingerprints));
        return _content[index] = new ContentCoverage(slide.ContentRegions);
    }

    private static string Text(SlideResolution? value) => value is { } known ? FormattableString.Invariant($"{known.MppX:R} x {known.MppY:R} um/px") : "unknown";

    private static void Require(TileSlide record, string what, string seen, string wanted)
    {
        if (seen != wanted)
        {
            throw new HistoException(
                ErrorCodes.TileSetMismatch,
                $"the slide is not as it was tiled: another {what}",
                $"slide {record.Source.SlideId}",
                seen,
                wanted,
                "Use the reader and files that the tile set was made with, or tile again.");
        }
    }
}
