using BenchmarkDotNet.Attributes;
using Histo.Benchmarks.Inputs;
using Histo.Ssl.Slides;
using Histo.Ssl.Slides.Images;
using Histo.Ssl.Slides.OpenSlide;
using Histo.Ssl.Slides.Tiff;

namespace Histo.Benchmarks;

/// <summary>One pass over a slide: open, read level 0 in tiles, close. The process of the loop in C is started for each pass; the command <c>ratios</c> leaves that out.</summary>
public class ReadingBenchmarks
{
    /// <summary>Gets or sets what reads what.</summary>
    [ParamsSource(nameof(Cases))]
    public ReadingCase Case { get; set; } = null!;

    /// <summary>Gets or sets the threads.</summary>
    [Params(1, 2)]
    public int Threads { get; set; }

    /// <summary>Gets or sets whether the squares are the slide's own tiles.</summary>
    [Params(true, false)]
    public bool Aligned { get; set; }

    /// <summary>Returns what this machine can run; says what it cannot.</summary>
    public static IEnumerable<ReadingCase> Cases()
    {
        List<ISlideReader?> readers = [new TiffReader()];
        Add(OpenSlideLibrary.Installed.IsAvailable, OpenSlideLibrary.Installed.Reason, () => new OpenSlideReader());
        Add(OpenSlideLoop.IsAvailable, OpenSlideLoop.Reason, () => null);
        List<(string Name, Func<BenchmarkSlide> Input)> slides = [("aperio-jpeg", () => BenchmarkSlides.Jpeg), ("aperio-deflate", () => BenchmarkSlides.Deflate)];
        if (BenchmarkSlides.Scanned() is { } scanned)
        {
            slides.Add((scanned.Name, () => scanned));
        }

        return [.. slides.SelectMany(slide => readers.Select(reader => new ReadingCase(reader, slide.Name, slide.Input))), new ReadingCase(new ImageReader(), "png", () => BenchmarkSlides.Png)];

        void Add(bool available, string reason, Func<ISlideReader?> reader)
        {
            if (available)
            {
                readers.Add(reader());
            }
            else
            {
                Console.WriteLine($"// left out: {reason}");
            }
        }
    }

    [GlobalSetup]
    public void Prepare() => Case.Prepare();

    [Benchmark]
    public long Pass() => Case.Read(Aligned, Threads);
}
