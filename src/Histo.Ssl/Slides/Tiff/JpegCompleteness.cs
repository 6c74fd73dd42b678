using System.Buffers;

namespace Histo.Ssl.Slides.Tiff;

/// <summary>Finds JPEG tiles whose coded data ends too early.</summary>
/// <remarks>
/// libjpeg fills what is missing with middle grey and only warns, and the warning does not leave the native library. So: the last coded unit before
/// each marker is looked at, and only where it is middle grey the stream is decoded once more with meaningless bits before its markers. A complete
/// stream never reads those bits and gives the same pixels; an incomplete one takes them for image data and gives others.
/// </remarks>
internal static class JpegCompleteness
{
    private static ReadOnlySpan<byte> Meaningless => [0x5A, 0xC3, 0x69, 0x96, 0x3C, 0xA5, 0xE1, 0x78, 0xB4, 0x2D, 0xD2, 0x4B, 0x87, 0x1E, 0xF0, 0x5C];

    /// <summary>Checks a decoded tile; returns what is wrong, or null.</summary>
    public static string? Check(ReadOnlySpan<byte> stream, in JpegFrame frame, ReadOnlySpan<byte> rgb, int stride)
    {
        bool suspicious = frame.IsProgressive || AnyGreyUnit(frame, rgb, stride);
        return suspicious && DependsOnPadding(stream, frame) ? "its image data ends too early" : null;
    }

    private static bool AnyGreyUnit(in JpegFrame frame, ReadOnlySpan<byte> rgb, int stride)
    {
        int width = 8 * frame.HorizontalSampling, height = 8 * frame.VerticalSampling;
        int columns = (frame.Width + width - 1) / width, rows = (frame.Height + height - 1) / height, units = columns * rows;
        int step = frame.RestartInterval > 0 ? frame.RestartInterval : units;
        for (int end = Math.Min(step, units); ; end = Math.Min(end + step, units))
        {
            // The middle of the unit: smoothing of the colour channels mixes its border with its neighbours.
            int x = Math.Min(((end - 1) % columns * width) + (width / 2), frame.Width - 1);
            int y = Math.Min(((end - 1) / columns * height) + (height / 2), frame.Height - 1);
            ReadOnlySpan<byte> pixel = rgb.Slice((y * stride) + (x * 3), 3);
            if (pixel[0] == 128 && pixel[1] == 128 && pixel[2] == 128)
            {
                return true;
            }

            if (end == units)
            {
                return false;
            }
        }
    }

    // One decoder for both: libturbojpeg warns of the bits that are too many and leaves the stream to the other, whose version may differ.
    private static bool DependsOnPadding(ReadOnlySpan<byte> stream, in JpegFrame frame)
    {
        ReadOnlySpan<byte> coded = stream[frame.ScanStart..];
        int markers = 0;
        for (int i = 0; i + 1 < coded.Length; i++)
        {
            markers += coded[i] == 0xFF && coded[i + 1] >= 0xD0 ? 1 : 0;
        }

        byte[] padded = ArrayPool<byte>.Shared.Rent(stream.Length + (markers * Meaningless.Length));
        int pitch = frame.Width * 3;
        byte[] first = ArrayPool<byte>.Shared.Rent(pitch * frame.Height), second = ArrayPool<byte>.Shared.Rent(pitch * frame.Height);
        try
        {
            stream[..frame.ScanStart].CopyTo(padded);
            int written = frame.ScanStart;
            for (int i = 0; i < coded.Length; i++)
            {
                if (i + 1 < coded.Length && coded[i] == 0xFF && coded[i + 1] is >= 0xD0 and <= 0xDA)
                {
                    Meaningless.CopyTo(padded.AsSpan(written));
                    written += Meaningless.Length;
                }

                padded[written++] = coded[i];
            }

            return JpegDecoder.DecodeBySkia(stream, frame.Width, frame.Height, first, pitch) is not null
                || JpegDecoder.DecodeBySkia(padded.AsSpan(0, written), frame.Width, frame.Height, second, pitch) is not null
                || !first.AsSpan(0, pitch * frame.Height).SequenceEqual(second.AsSpan(0, pitch * frame.Height));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(padded);
            ArrayPool<byte>.Shared.Return(first);
            ArrayPool<byte>.Shared.Return(second);
        }
    }
}
