using Histo.Ssl.Slides.Synthetic;
using Histo.Ssl.Slides.Tiff;
using SkiaSharp;

namespace Histo.Benchmarks.Inputs;

/// <summary>The slides that are read: written when first asked for, and a scanned one where the data folder has it.</summary>
internal static class BenchmarkSlides
{
    private const int TileSize = 256;
    private static readonly Lazy<BenchmarkSlide> JpegSlide = new(() => Write("aperio-jpeg", TiffCompression.Jpeg));
    private static readonly Lazy<BenchmarkSlide> DeflateSlide = new(() => Write("aperio-deflate", TiffCompression.Deflate));
    private static readonly Lazy<BenchmarkSlide> PngImage = new(WritePng);

    /// <summary>Gets an Aperio slide of JPEG tiles.</summary>
    public static BenchmarkSlide Jpeg => JpegSlide.Value;

    /// <summary>Gets the same slide with deflate tiles.</summary>
    public static BenchmarkSlide Deflate => DeflateSlide.Value;

    /// <summary>Gets a flat PNG image.</summary>
    public static BenchmarkSlide Png => PngImage.Value;

    /// <summary>Returns CMU-1-Small-Region.svs of the OpenSlide test data; null when it is not there.</summary>
    public static BenchmarkSlide? Scanned()
    {
        string[] folders = [Environment.GetEnvironmentVariable("HISTO_DATA_DIR") ?? string.Empty, Path.Combine("..", "shared", "data")];
        string? file = folders.Where(folder => folder.Length > 0)
            .Select(folder => Path.GetFullPath(Path.Combine(folder, "wsi-slides", "real", "CMU-1-Small-Region.svs")))
            .FirstOrDefault(File.Exists);
        return file is null ? null : new BenchmarkSlide("cmu-1-small-region", file, 240);
    }

    private static SyntheticSlide Draw(PyramidTiffOptions file) => new SyntheticSlideGenerator(new SyntheticSlideOptions
    {
        Width = BenchmarkScale.Current.SlideSide,
        Height = BenchmarkScale.Current.SlideSide,
        File = file,
    }).Create(0);

    private static BenchmarkSlide Write(string name, TiffCompression compression)
    {
        string path = WorkFolder.File(name + ".svs");
        Draw(new PyramidTiffOptions { Compression = compression, TileSize = TileSize }).Write(path);
        return new BenchmarkSlide(name, path, TileSize);
    }

    private static BenchmarkSlide WritePng()
    {
        SyntheticSlide slide = Draw(new PyramidTiffOptions());
        byte[] row = new byte[slide.Width * 3];
        using var bitmap = new SKBitmap(slide.Width, slide.Height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        for (int y = 0; y < slide.Height; y++)
        {
            slide.Render(y, 1, row);
            Span<byte> target = bitmap.GetPixelSpan().Slice(y * bitmap.RowBytes, slide.Width * 4);
            for (int x = 0; x < slide.Width; x++)
            {
                row.AsSpan(x * 3, 3).CopyTo(target[(x * 4)..]);
                target[(x * 4) + 3] = 255;
            }
        }

        string path = WorkFolder.File("flat.png");
        using FileStream stream = File.Create(path);
        bitmap.Encode(stream, SKEncodedImageFormat.Png, 100);
        return new BenchmarkSlide("png", path, TileSize);
    }
}
