using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Histo.Ssl.Slides.OpenSlide;

/// <summary>Turns OpenSlide's pixels, 32-bit words of alpha, red, green, blue with the colours multiplied by alpha, into RGB over a background.</summary>
/// <remarks>For those who implement <see cref="ISlide"/> over another binding of OpenSlide.</remarks>
public static class PremultipliedPixels
{
    private const uint Opaque = 0xFF000000;

    /// <summary>Composes pixels over a background colour.</summary>
    /// <param name="argb">Premultiplied pixels.</param>
    /// <param name="background">Background colour as 0xRRGGBB.</param>
    /// <param name="rgb">Receives three bytes a pixel.</param>
    /// <exception cref="HistoException">HS0002: <paramref name="rgb"/> has another length.</exception>
    public static void ToRgb(ReadOnlySpan<uint> argb, uint background, Span<byte> rgb)
    {
        if (rgb.Length != argb.Length * 3L)
        {
            throw new HistoException(ErrorCodes.WrongShape, "the buffer does not fit the pixels", seen: rgb.Length, wanted: argb.Length * 3L);
        }

        int pixel = 0;
        if (Vector128.IsHardwareAccelerated && BitConverter.IsLittleEndian)
        {
            // Four pixels give twelve bytes but sixteen are stored, so the last ones are left to the scalar loop.
            Vector128<byte> order = Vector128.Create((byte)2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, 255, 255, 255, 255);
            Vector128<uint> opaque = Vector128.Create(Opaque);
            ref uint source = ref MemoryMarshal.GetReference(argb);
            ref byte target = ref MemoryMarshal.GetReference(rgb);
            for (; pixel + 6 <= argb.Length; pixel += 4)
            {
                Vector128<uint> four = Vector128.LoadUnsafe(ref source, (nuint)pixel);
                if ((four & opaque) == opaque)
                {
                    Vector128.Shuffle(four.AsByte(), order).StoreUnsafe(ref target, (nuint)(pixel * 3));
                }
                else
                {
                    Compose(argb.Slice(pixel, 4), background, rgb.Slice(pixel * 3, 12));
                }
            }
        }

        Compose(argb[pixel..], background, rgb[(pixel * 3)..]);
    }

    private static void Compose(ReadOnlySpan<uint> argb, uint background, Span<byte> rgb)
    {
        for (int pixel = 0; pixel < argb.Length; pixel++)
        {
            uint value = argb[pixel], missing = 255 - (value >> 24);
            Span<byte> target = rgb.Slice(pixel * 3, 3);
            target[0] = Over(value >> 16, background >> 16, missing);
            target[1] = Over(value >> 8, background >> 8, missing);
            target[2] = Over(value, background, missing);
        }
    }

    // The colour is already multiplied by alpha: only the background's share is missing.
    private static byte Over(uint colour, uint background, uint missing) =>
        (byte)Math.Min((colour & 255) + ((((background & 255) * missing) + 127) / 255), 255);
}
