using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Histo.Ssl.Slides.Tiff;

/// <summary>Turns rows of samples into rows of RGB.</summary>
internal static class PixelRows
{
    /// <summary>Drops the fourth byte of each pixel.</summary>
    public static void RgbaToRgb(ReadOnlySpan<byte> rgba, Span<byte> rgb, int columns)
    {
        ref byte source = ref MemoryMarshal.GetReference(rgba[..(columns * 4)]);
        ref byte target = ref MemoryMarshal.GetReference(rgb[..(columns * 3)]);
        int column = 0;
        if (Vector128.IsHardwareAccelerated)
        {
            Vector128<byte> pick = Vector128.Create((byte)0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 255, 255, 255, 255);

            // Each step writes 16 bytes of which 12 count: stop where the surplus would leave the row.
            for (; column <= columns - 6; column += 4)
            {
                Vector128<byte> four = Vector128.LoadUnsafe(ref source, (nuint)(column * 4));
                Vector128.Shuffle(four, pick).StoreUnsafe(ref target, (nuint)(column * 3));
            }
        }

        for (; column < columns; column++)
        {
            ref byte from = ref Unsafe.Add(ref source, column * 4);
            ref byte to = ref Unsafe.Add(ref target, column * 3);
            to = from;
            Unsafe.Add(ref to, 1) = Unsafe.Add(ref from, 1);
            Unsafe.Add(ref to, 2) = Unsafe.Add(ref from, 2);
        }
    }

    /// <summary>Composes pixels with transparency over white.</summary>
    public static void RgbaOverWhite(ReadOnlySpan<byte> rgba, Span<byte> rgb, int columns, bool premultiplied)
    {
        for (int column = 0; column < columns; column++)
        {
            int alpha = rgba[(column * 4) + 3];
            for (int channel = 0; channel < 3; channel++)
            {
                int value = rgba[(column * 4) + channel];
                int colour = premultiplied ? value : ((value * alpha) + 127) / 255;
                rgb[(column * 3) + channel] = (byte)Math.Min(255, colour + 255 - alpha);
            }
        }
    }

    /// <summary>Repeats one sample three times.</summary>
    public static void GreyToRgb(ReadOnlySpan<byte> grey, Span<byte> rgb, int columns, bool inverted)
    {
        byte flip = inverted ? (byte)255 : (byte)0;
        for (int column = 0; column < columns; column++)
        {
            byte value = (byte)(grey[column] ^ flip);
            rgb[column * 3] = rgb[(column * 3) + 1] = rgb[(column * 3) + 2] = value;
        }
    }

    /// <summary>Undoes the horizontal differences of predictor 2.</summary>
    public static void Accumulate(Span<byte> row, int samples)
    {
        for (int i = samples; i < row.Length; i++)
        {
            row[i] += row[i - samples];
        }
    }
}
