using System.Buffers;

namespace Histo.Ssl.Slides.Tiff;

/// <summary>Decodes JPEG tiles without managed allocations: read, join with the tables, decode.</summary>
internal sealed class JpegTileDecoder(TiffFile file, TiffDirectory image) : ITileDecoder
{
    private readonly JpegColor _color = image.Photometric switch { 2 => JpegColor.Rgb, 6 => JpegColor.YCbCr, _ => JpegColor.Grey };

    public string? Decode(int tile, int columns, int rows, Span<byte> rgb, int stride)
    {
        int count = TileBytes.Check(file, image, tile, out string? fault);
        if (fault is not null)
        {
            return fault;
        }

        byte[] coded = ArrayPool<byte>.Shared.Rent(count);
        byte[] stream = ArrayPool<byte>.Shared.Rent(count + image.JpegTables.Length + JpegTileStream.Overhead);
        try
        {
            if (!file.TryRead(image.Offsets[tile], coded.AsSpan(0, count)))
            {
                return "its data cannot be read from the file";
            }

            fault = JpegTileStream.Assemble(image.JpegTables, coded.AsSpan(0, count), _color, stream, out JpegFrame frame);
            return fault ?? WrongFrame(frame, columns, rows) ?? Decode(stream.AsSpan(0, frame.Length), frame, columns, rows, rgb, stride);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(coded);
            ArrayPool<byte>.Shared.Return(stream);
        }
    }

    private string? WrongFrame(in JpegFrame frame, int columns, int rows)
    {
        if (frame.Components != (_color == JpegColor.Grey ? 1 : 3))
        {
            return "it has another number of components than the image";
        }

        // A tile may be coded up to the next whole unit; anything beyond is a damaged header.
        bool fits = frame.Width >= columns && frame.Height >= rows && frame.Width <= image.TileWidth + 64 && frame.Height <= image.TileHeight + 64;
        return fits ? null : "its header states a size that does not fit the tile";
    }

    private static string? Decode(ReadOnlySpan<byte> stream, in JpegFrame frame, int columns, int rows, Span<byte> rgb, int stride)
    {
        if (frame.Width == columns && frame.Height == rows)
        {
            return DecodeChecked(stream, frame, rgb, stride);
        }

        int pitch = frame.Width * 3;
        byte[] whole = ArrayPool<byte>.Shared.Rent(pitch * frame.Height);
        try
        {
            string? fault = DecodeChecked(stream, frame, whole, pitch);
            for (int row = 0; row < rows && fault is null; row++)
            {
                whole.AsSpan(row * pitch, columns * 3).CopyTo(rgb[(row * stride)..]);
            }

            return fault;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(whole);
        }
    }

    private static string? DecodeChecked(ReadOnlySpan<byte> stream, in JpegFrame frame, Span<byte> rgb, int stride) =>
        JpegDecoder.Decode(stream, frame.Width, frame.Height, rgb, stride) ?? JpegCompleteness.Check(stream, frame, rgb, stride);
}
