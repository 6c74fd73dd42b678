using System.Buffers;
using System.IO.Compression;

namespace Histo.Ssl.Slides.Tiff;

/// <summary>Decodes uncompressed, deflate and LZW tiles: grey, RGB and RGBA, chunky or in planes.</summary>
internal sealed class LosslessTileDecoder(TiffFile file, TiffDirectory image) : ITileDecoder
{
    private readonly int _planes = image.IsPlanar ? (int)image.SamplesPerPixel : 1;
    private readonly int _samples = (int)image.SamplesPerPixel;

    public string? Decode(int tile, int columns, int rows, Span<byte> rgb, int stride)
    {
        // A tile is always whole; the last strip has only the rows that are left.
        int width = (int)image.TileWidth, height = image.IsTiled ? (int)image.TileHeight : rows;
        int planeSize = checked(width * height * (_samples / _planes));
        byte[] decoded = ArrayPool<byte>.Shared.Rent(planeSize * _planes);
        try
        {
            int planeTiles = (int)(image.Columns * image.Rows);
            for (int plane = 0; plane < _planes; plane++)
            {
                string? fault = DecodePlane(tile + (plane * planeTiles), width, height, decoded, plane * planeSize, planeSize);
                if (fault is not null)
                {
                    return fault;
                }
            }

            Emit(decoded, width, planeSize, columns, rows, rgb, stride);
            return null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(decoded);
        }
    }

    private string? DecodePlane(int tile, int width, int height, byte[] decoded, int start, int size)
    {
        int count = TileBytes.Check(file, image, tile, out string? fault);
        if (fault is not null)
        {
            return fault;
        }

        byte[] coded = ArrayPool<byte>.Shared.Rent(count);
        try
        {
            if (!file.TryRead(image.Offsets[tile], coded.AsSpan(0, count)))
            {
                return "its data cannot be read from the file";
            }

            int samples = _samples / _planes;
            fault = image.Compression switch
            {
                TiffTileFormat.None => Copy(coded.AsSpan(0, count), decoded.AsSpan(start, size)),
                TiffTileFormat.Lzw => LzwCodec.Decode(coded.AsSpan(0, count), width * samples, height, decoded, start),
                _ => Inflate(coded, count, decoded.AsSpan(start, size)),
            };
            for (int row = 0; row < height && fault is null && image.Predictor == 2 && image.Compression != TiffTileFormat.None; row++)
            {
                PixelRows.Accumulate(decoded.AsSpan(start + (row * width * samples), width * samples), samples);
            }

            return fault;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(coded);
        }
    }

    private static string? Copy(ReadOnlySpan<byte> coded, Span<byte> target)
    {
        if (coded.Length < target.Length)
        {
            return "it has too little data";
        }

        coded[..target.Length].CopyTo(target);
        return null;
    }

    private static string? Inflate(byte[] coded, int count, Span<byte> target)
    {
        try
        {
            using var stream = new ZLibStream(new MemoryStream(coded, 0, count, writable: false), CompressionMode.Decompress);
            return stream.ReadAtLeast(target, target.Length, throwOnEndOfStream: false) == target.Length ? null : "its deflate data ends too early";
        }
        catch (InvalidDataException)
        {
            return "its deflate data is damaged";
        }
    }

    private void Emit(byte[] decoded, int width, int planeSize, int columns, int rows, Span<byte> rgb, int stride)
    {
        for (int row = 0; row < rows; row++)
        {
            Span<byte> target = rgb.Slice(row * stride, columns * 3);
            ReadOnlySpan<byte> source = decoded.AsSpan(row * width * (_samples / _planes), width * (_samples / _planes));
            if (_samples == 1)
            {
                PixelRows.GreyToRgb(source, target, columns, inverted: image.Photometric == 0);
            }
            else if (_planes > 1)
            {
                Interleave(decoded, row * width, planeSize, columns, target);
            }
            else if (_samples == 3)
            {
                source[..target.Length].CopyTo(target);
            }
            else if (image.ExtraSample is 1 or 2)
            {
                PixelRows.RgbaOverWhite(source, target, columns, premultiplied: image.ExtraSample == 1);
            }
            else
            {
                PixelRows.RgbaToRgb(source, target, columns);
            }
        }
    }

    private static void Interleave(byte[] planes, int start, int planeSize, int columns, Span<byte> rgb)
    {
        for (int column = 0; column < columns; column++)
        {
            rgb[column * 3] = planes[start + column];
            rgb[(column * 3) + 1] = planes[planeSize + start + column];
            rgb[(column * 3) + 2] = planes[(2 * planeSize) + start + column];
        }
    }
}
