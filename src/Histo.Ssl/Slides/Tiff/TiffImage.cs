using System.Buffers;

namespace Histo.Ssl.Slides.Tiff;

/// <summary>One image of a TIFF file that can be read: a level of the pyramid or a picture beside it.</summary>
internal sealed class TiffImage
{
    private readonly TiffFile _file;
    private readonly TiffDirectory _directory;
    private readonly ITileDecoder _decoder;
    private readonly DecodedTileCache _cache;
    private readonly long _slide;
    private readonly bool _emptyIsWhite;
    private readonly int _level, _tileWidth, _tileHeight, _columns;

    public TiffImage(TiffFile file, TiffDirectory directory, DecodedTileCache cache, long slide, int level, bool emptyIsWhite)
    {
        _file = file;
        _directory = directory;
        _cache = cache;
        _slide = slide;
        _level = level;
        _emptyIsWhite = emptyIsWhite;
        Width = (int)directory.Width;
        Height = (int)directory.Height;
        _tileWidth = (int)directory.TileWidth;
        _tileHeight = (int)directory.TileHeight;
        _columns = (int)directory.Columns;
        _decoder = directory.Compression == TiffTileFormat.Jpeg ? new JpegTileDecoder(file, directory) : new LosslessTileDecoder(file, directory);
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>Reads a rectangle that lies inside the image, in its own pixels.</summary>
    public void Read(int left, int top, int width, int height, Span<byte> rgb)
    {
        int lastRow = (top + height - 1) / _tileHeight, lastColumn = (left + width - 1) / _tileWidth;
        for (int tileRow = top / _tileHeight; tileRow <= lastRow; tileRow++)
        {
            for (int tileColumn = left / _tileWidth; tileColumn <= lastColumn; tileColumn++)
            {
                ReadPart(tileColumn, tileRow, left, top, width, height, rgb);
            }
        }
    }

    private void ReadPart(int tileColumn, int tileRow, int left, int top, int width, int height, Span<byte> rgb)
    {
        int tileLeft = tileColumn * _tileWidth, tileTop = tileRow * _tileHeight;
        int columns = Math.Min(_tileWidth, Width - tileLeft), rows = Math.Min(_tileHeight, Height - tileTop);
        int x0 = Math.Max(left, tileLeft), x1 = (int)Math.Min((long)left + width, (long)tileLeft + columns);
        int y0 = Math.Max(top, tileTop), y1 = (int)Math.Min((long)top + height, (long)tileTop + rows);
        int stride = width * 3;
        Span<byte> target = rgb[(((y0 - top) * stride) + ((x0 - left) * 3))..];
        var key = new TileKey(_slide, _level, (tileRow * _columns) + tileColumn);
        if (IsEmpty(key.Tile))
        {
            FillWhite(target, stride, x1 - x0, y1 - y0);
            return;
        }

        CachedTile? cached = _cache.Find(key);
        if (cached is null && x1 - x0 == columns && y1 - y0 == rows)
        {
            // The whole tile is wanted: straight into the caller's buffer, nothing is left over for a later read.
            Decode(key.Tile, tileColumn, tileRow, columns, rows, target, stride);
            return;
        }

        int pitch = columns * 3;
        cached ??= DecodeIntoCache(key, tileColumn, tileRow, columns, rows);
        if (cached is not null)
        {
            CopyRows(cached.Pixels.AsSpan(((y0 - tileTop) * pitch) + ((x0 - tileLeft) * 3)), pitch, target, stride, (x1 - x0) * 3, y1 - y0);
            _cache.Release(cached);
            return;
        }

        byte[] pixels = ArrayPool<byte>.Shared.Rent(pitch * rows);
        try
        {
            Decode(key.Tile, tileColumn, tileRow, columns, rows, pixels, pitch);
            CopyRows(pixels.AsSpan(((y0 - tileTop) * pitch) + ((x0 - tileLeft) * 3)), pitch, target, stride, (x1 - x0) * 3, y1 - y0);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(pixels);
        }
    }

    private CachedTile? DecodeIntoCache(in TileKey key, int tileColumn, int tileRow, int columns, int rows)
    {
        CachedTile? tile = _cache.Begin(key, columns * rows * 3);
        if (tile is null)
        {
            return null;
        }

        try
        {
            Decode(key.Tile, tileColumn, tileRow, columns, rows, tile.Pixels, columns * 3);
        }
        catch
        {
            _cache.Release(tile);
            throw;
        }

        _cache.Publish(tile);
        return tile;
    }

    private void Decode(int tile, int tileColumn, int tileRow, int columns, int rows, Span<byte> rgb, int stride)
    {
        _cache.CountDecode();
        string? fault = _decoder.Decode(tile, columns, rows, rgb, stride);
        if (fault is not null)
        {
            string image = _level >= 0 ? $"level {_level}" : $"directory {_directory.Index}";
            throw new HistoException(
                ErrorCodes.PixelsUnreadable,
                $"a {(_directory.IsTiled ? "tile" : "strip")} cannot be decoded: {fault}",
                where: $"{_file.Path}, {image}, column {tileColumn}, row {tileRow}, pixels {tileColumn * _tileWidth},{tileRow * _tileHeight} to {(tileColumn * _tileWidth) + columns},{(tileRow * _tileHeight) + rows}",
                action: "Copy the file again from its source; the rest of the slide can still be read.");
        }
    }

    /// <summary>Aperio scanners leave out tiles without tissue: no bytes. In other files a tile without bytes is damage.</summary>
    private bool IsEmpty(int tile) => _emptyIsWhite && _directory.ByteCounts[tile] == 0;

    private static void FillWhite(Span<byte> target, int stride, int columns, int rows)
    {
        for (int row = 0; row < rows; row++)
        {
            target.Slice(row * stride, columns * 3).Fill(255);
        }
    }

    private static void CopyRows(ReadOnlySpan<byte> source, int pitch, Span<byte> target, int stride, int bytes, int rows)
    {
        for (int row = 0; row < rows; row++)
        {
            source.Slice(row * pitch, bytes).CopyTo(target[(row * stride)..]);
        }
    }
}
