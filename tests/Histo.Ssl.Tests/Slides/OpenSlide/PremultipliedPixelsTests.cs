using CsCheck;
using Histo.Ssl.Slides.OpenSlide;

namespace Histo.Ssl.Tests.Slides.OpenSlide;

public class PremultipliedPixelsTests
{
    [Fact]
    public void ToRgb_AnyAlphaAnyLength_EqualsTheFormula()
    {
        Gen<uint> pixel = Gen.Select(Gen.OneOf(Gen.Const((byte)0), Gen.Const((byte)255), Gen.Byte), Gen.Byte, Gen.Byte, Gen.Byte, (alpha, r, g, b) =>
            ((uint)alpha << 24) | ((uint)(r * alpha / 255) << 16) | ((uint)(g * alpha / 255) << 8) | (uint)(b * alpha / 255));
        Gen.Select(pixel.Array[0, 40], Gen.UInt[0, 0xFFFFFF]).Sample((argb, background) =>
        {
            byte[] rgb = new byte[argb.Length * 3];
            PremultipliedPixels.ToRgb(argb, background, rgb);
            for (int i = 0; i < rgb.Length; i++)
            {
                int shift = 16 - (i % 3 * 8);
                double alpha = (argb[i / 3] >> 24) / 255.0;
                double wanted = ((argb[i / 3] >> shift) & 255) + (((background >> shift) & 255) * (1 - alpha));
                if (Math.Abs(rgb[i] - wanted) > 0.5 + 1e-9)
                {
                    return false;
                }
            }

            return true;
        });
    }

    [Fact]
    public void ToRgb_OpaqueAndTransparent_AreExact()
    {
        byte[] rgb = new byte[9];

        PremultipliedPixels.ToRgb([0xFF010203, 0x00000000, 0x80400000], 0xF0E0D0, rgb);

        rgb.Should().Equal(1, 2, 3, 0xF0, 0xE0, 0xD0, 0x40 + 120, 112, 104);
    }

    [Fact]
    public void ToRgb_BufferOfAnotherLength_IsRefused()
    {
        Action convert = () => PremultipliedPixels.ToRgb([0, 0], 0, new byte[7]);

        convert.Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.WrongShape);
    }
}
