using System.Buffers.Binary;

namespace Histo.Ssl.Slides.Tiff;

/// <summary>Makes one self-contained JPEG stream of the tables of a TIFF directory and the abbreviated stream of a tile.</summary>
/// <remarks>
/// Application segments and comments are left out: a JFIF header would overrule the colours that the TIFF tag states, and profiles cost time.
/// In their place stands one Adobe segment whose transform byte tells the decoder whether to convert.
/// </remarks>
internal static class JpegTileStream
{
    /// <summary>Bytes that the assembled stream may need beside the tables and the tile.</summary>
    public const int Overhead = 32;

    private const byte Soi = 0xD8, Eoi = 0xD9, Sos = 0xDA, Dri = 0xDD, Comment = 0xFE;

    private static ReadOnlySpan<byte> AdobeSegment => [0xFF, 0xEE, 0, 14, (byte)'A', (byte)'d', (byte)'o', (byte)'b', (byte)'e', 0, 100, 0, 0, 0, 0, 0];

    /// <summary>Assembles the stream; returns what is wrong, or null.</summary>
    public static string? Assemble(ReadOnlySpan<byte> tables, ReadOnlySpan<byte> tile, JpegColor color, Span<byte> output, out JpegFrame frame)
    {
        frame = default;
        output[0] = 0xFF;
        output[1] = Soi;
        int written = 2;
        if (color != JpegColor.Grey)
        {
            AdobeSegment.CopyTo(output[written..]);
            written += AdobeSegment.Length;
            output[written - 1] = color == JpegColor.YCbCr ? (byte)1 : (byte)0;
        }

        if (tables.Length > 0)
        {
            string? tableFault = CopySegments(tables, output, ref written, ref frame, out _);
            if (tableFault is not null)
            {
                return "the shared tables are damaged: " + tableFault;
            }
        }

        string? fault = CopySegments(tile, output, ref written, ref frame, out int scan);
        if (fault is not null)
        {
            return fault;
        }

        if (scan < 0 || frame.Components == 0)
        {
            return "it has no image data";
        }

        int end = tile[scan..].LastIndexOf([(byte)0xFF, Eoi]);
        if (end < 0)
        {
            return "it is cut off: no end-of-image marker";
        }

        tile.Slice(scan, end + 2).CopyTo(output[written..]);
        int header = BinaryPrimitives.ReadUInt16BigEndian(tile[(scan + 2)..]);
        frame.ScanStart = written + 2 + header;
        frame.Length = written + end + 2;
        return frame.ScanStart < frame.Length ? null : "it has no image data";
    }

    /// <summary>Copies the segments that the decoder needs up to the first scan; <paramref name="scan"/> is where that begins, or -1.</summary>
    private static string? CopySegments(ReadOnlySpan<byte> source, Span<byte> output, ref int written, ref JpegFrame frame, out int scan)
    {
        scan = -1;
        if (source.Length < 4 || source[0] != 0xFF || source[1] != Soi)
        {
            return "it does not start as a JPEG stream";
        }

        for (int at = 2; at + 1 < source.Length;)
        {
            if (source[at] != 0xFF)
            {
                return "its header is damaged";
            }

            byte marker = source[at + 1];
            if (marker == 0xFF)
            {
                at++;
                continue;
            }

            if (marker == Eoi)
            {
                return null;
            }

            int length = at + 4 <= source.Length ? BinaryPrimitives.ReadUInt16BigEndian(source[(at + 2)..]) : 0;
            if (length < 2 || at + 2 + length > source.Length)
            {
                return "its header is damaged";
            }

            if (marker == Sos)
            {
                scan = at;
                return null;
            }

            ReadOnlySpan<byte> segment = source.Slice(at, length + 2);
            string? fault = Understand(marker, segment, ref frame);
            if (fault is not null)
            {
                return fault;
            }

            if (marker is not (>= 0xE0 and <= 0xEF) and not Comment)
            {
                segment.CopyTo(output[written..]);
                written += segment.Length;
            }

            at += segment.Length;
        }

        return "its header is cut off";
    }

    private static string? Understand(byte marker, ReadOnlySpan<byte> segment, ref JpegFrame frame)
    {
        if (marker == Dri && segment.Length >= 6)
        {
            frame.RestartInterval = BinaryPrimitives.ReadUInt16BigEndian(segment[4..]);
        }

        bool startOfFrame = marker is >= 0xC0 and <= 0xCF and not 0xC4 and not 0xC8 and not 0xCC;
        if (!startOfFrame)
        {
            return null;
        }

        if (marker > 0xC2)
        {
            return "its kind of JPEG (lossless, arithmetic or hierarchical) is not supported";
        }

        if (segment.Length < 10 || segment.Length < 10 + (segment[9] * 3) || frame.Components != 0)
        {
            return "its frame header is damaged";
        }

        if (segment[4] != 8)
        {
            return "it does not have 8 bits a sample";
        }

        frame.IsProgressive = marker == 0xC2;
        frame.Height = BinaryPrimitives.ReadUInt16BigEndian(segment[5..]);
        frame.Width = BinaryPrimitives.ReadUInt16BigEndian(segment[7..]);
        frame.Components = segment[9];
        frame.HorizontalSampling = frame.VerticalSampling = 1;
        for (int i = 0; i < frame.Components; i++)
        {
            byte factors = segment[11 + (i * 3)];
            frame.HorizontalSampling = Math.Max(frame.HorizontalSampling, factors >> 4);
            frame.VerticalSampling = Math.Max(frame.VerticalSampling, factors & 15);
        }

        return frame.Components is 1 or 3 ? null : "it does not have one or three components";
    }
}
