using Histo.Ssl.Slides;
using Histo.Ssl.Slides.Tiff;
using SkiaSharp;

namespace Histo.Ssl.Tests.Slides.Tiff;

/// <summary>libturbojpeg is there for speed alone: the same pixels, and the same verdict on what is damaged.</summary>
public sealed class TurboJpegTests
{
    private const int Width = 200, Height = 136, Stride = (Width * 3) + 24;

    public static TheoryData<SKJpegEncoderDownsample, int> Streams => new()
    {
        { SKJpegEncoderDownsample.Downsample420, 90 }, { SKJpegEncoderDownsample.Downsample420, 30 }, { SKJpegEncoderDownsample.Downsample422, 75 }, { SKJpegEncoderDownsample.Downsample444, 90 }, { SKJpegEncoderDownsample.Downsample444, 5 },
    };

    [TurboJpegTheory]
    [MemberData(nameof(Streams))]
    public void Decode_GivesThePixelsOfTheOtherDecoder(SKJpegEncoderDownsample chroma, int quality)
    {
        byte[] stream = Encoded(chroma, quality), fast = new byte[Stride * Height], slow = new byte[Stride * Height];
        TurboJpegLibrary.Installed.TryDecode(stream, Width, Height, fast, Stride).Should().BeTrue();
        JpegDecoder.DecodeBySkia(stream, Width, Height, slow, Stride).Should().BeNull();
        fast.AsSpan().SequenceEqual(slow).Should().BeTrue();
        fast.Should().Contain(value => value > 0);
    }

    [TurboJpegFact]
    public void Decode_StreamThatEndsEarly_IsRefused_SoThatTheOtherDecoderJudges()
    {
        byte[] stream = Encoded(SKJpegEncoderDownsample.Downsample420, 90);
        byte[] cut = [.. stream.AsSpan(0, stream.Length / 2), 0xFF, 0xD9];
        TurboJpegLibrary.Installed.TryDecode(cut, Width, Height, new byte[Stride * Height], Stride).Should().BeFalse();
    }

    [Fact]
    public void Load_WithoutTheLibrary_SaysWhatToInstall()
    {
        TurboJpegLibrary absent = TurboJpegLibrary.Load(null, ["no-such-library"]), wrong = TurboJpegLibrary.Load("/no/such/file.so", []);
        absent.IsAvailable.Should().BeFalse();
        absent.Reason.Should().Contain("SkiaSharp").And.Contain("apt-get install libturbojpeg0");
        wrong.IsAvailable.Should().BeFalse();
        wrong.Reason.Should().Contain("/no/such/file.so").And.Contain(TurboJpegLibrary.PathVariable);
    }

    private static byte[] Encoded(SKJpegEncoderDownsample chroma, int quality)
    {
        RgbImage picture = Pictures.Colourful(Width, Height);
        using var bitmap = new SKBitmap(Width, Height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        Span<byte> pixels = bitmap.GetPixelSpan();
        for (int i = 0; i < Width * Height; i++)
        {
            picture.Pixels.AsSpan(i * 3, 3).CopyTo(pixels[(i * 4)..]);
            pixels[(i * 4) + 3] = 255;
        }

        using var memory = new MemoryStream();
        using SKPixmap pixmap = bitmap.PeekPixels();
        pixmap.Encode(memory, new SKJpegEncoderOptions(quality, chroma, SKJpegEncoderAlphaOption.Ignore)).Should().BeTrue();
        return memory.ToArray();
    }
}
