using System.Globalization;
using System.Text;
using Histo.Ssl.Storage;

namespace Histo.Ssl.Slides.Synthetic;

/// <summary>Writes a cohort of synthetic slides with their masks and a manifest, ready for every command that takes a manifest.</summary>
/// <remarks>
/// In the folder: <c>slides/synthetic-0000.svs</c> (Aperio layout), <c>annotations/synthetic-0000.png</c> (white: the annotated class),
/// <c>classes/synthetic-0000.png</c> (grey value = <see cref="SyntheticTissue"/>), both one pixel for each 8 x 8 level-0 pixels, and <c>manifest.csv</c> with
/// slide_id, path, mpp, patient_id, label, annotation; paths are relative to the manifest.
/// </remarks>
public static class SyntheticCohort
{
    /// <summary>Name of the manifest in the folder.</summary>
    public const string ManifestName = "manifest.csv";

    /// <summary>Writes the cohort.</summary>
    /// <param name="folder">Made when missing; files of the same names are replaced.</param>
    /// <param name="options">Settings; null for the defaults.</param>
    /// <param name="progress">Receives the number of slides that are finished.</param>
    /// <param name="cancellation">Stops after the band that is being made.</param>
    /// <returns>The path of the manifest.</returns>
    /// <exception cref="HistoException">HS0001: a setting lies outside its range.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; finished slides stay.</exception>
    public static string Write(string folder, SyntheticCohortOptions? options = null, IProgress<int>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        options ??= new SyntheticCohortOptions();
        Check(options);
        int finished = 0;
        var parallel = new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = options.Threads == 0 ? Environment.ProcessorCount : options.Threads };
        Parallel.For(0, options.SlideCount, parallel, slide =>
        {
            WriteSlide(folder, options, slide, cancellation);
            progress?.Report(Interlocked.Increment(ref finished));
        });

        string manifest = Path.Combine(folder, ManifestName);
        AtomicFile.WriteText(manifest, Manifest(options));
        return manifest;
    }

    /// <summary>Returns the name of a slide: its slide_id and its files' names without extension.</summary>
    /// <param name="slide">Number of the slide, 0 or more.</param>
    public static string SlideId(int slide) => string.Create(CultureInfo.InvariantCulture, $"synthetic-{slide:0000}");

    /// <summary>Returns whether a slide of the cohort has tumour.</summary>
    /// <param name="options">Settings of the cohort.</param>
    /// <param name="slide">Number of the slide, 0 or more.</param>
    public static bool HasTumor(SyntheticCohortOptions options, int slide)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Math.Floor((slide + 1) * options.PositiveShare) > Math.Floor(slide * options.PositiveShare);
    }

    private static void WriteSlide(string folder, SyntheticCohortOptions options, int number, CancellationToken cancellation)
    {
        string id = SlideId(number);
        SyntheticSlide slide = new SyntheticSlideGenerator(options.Slide with { HasTumor = HasTumor(options, number) }).Create(number);
        slide.Write(Path.Combine(folder, "slides", id + ".svs"), cancellation);
        byte[] annotation = new byte[slide.ClassMask.Length];
        for (int i = 0; i < annotation.Length; i++)
        {
            annotation[i] = slide.ClassMask[i] == (byte)options.AnnotatedClass ? (byte)255 : (byte)0;
        }

        GreyPng.Write(Path.Combine(folder, "annotations", id + ".png"), annotation, slide.MaskWidth, slide.MaskHeight);
        GreyPng.Write(Path.Combine(folder, "classes", id + ".png"), slide.ClassMask, slide.MaskWidth, slide.MaskHeight);
    }

    private static string Manifest(SyntheticCohortOptions options)
    {
        var text = new StringBuilder("slide_id,path,mpp,patient_id,label,annotation\n");
        for (int slide = 0; slide < options.SlideCount; slide++)
        {
            string id = SlideId(slide), label = HasTumor(options, slide) ? "tumor" : "normal";
            text.Append(CultureInfo.InvariantCulture, $"{id},slides/{id}.svs,{options.Slide.Mpp},patient-{slide / options.SlidesPerPatient:0000},{label},annotations/{id}.png\n");
        }

        return text.ToString();
    }

    private static void Check(SyntheticCohortOptions options)
    {
        (string Name, object Seen, string Wanted)? wrong =
            options.SlideCount is < 1 or > 100_000 ? (nameof(options.SlideCount), options.SlideCount, "1 to 100000")
            : options.SlidesPerPatient < 1 ? (nameof(options.SlidesPerPatient), options.SlidesPerPatient, "1 or more")
            : options.PositiveShare is not (>= 0 and <= 1) ? (nameof(options.PositiveShare), options.PositiveShare, "0 to 1")
            : options.Threads is < 0 or > 1024 ? (nameof(options.Threads), options.Threads, "0 to 1024")
            : null;
        if (wrong is { } found)
        {
            throw new HistoException(ErrorCodes.InvalidOption, "a setting of the synthetic cohort lies outside its range", where: found.Name, seen: found.Seen, wanted: found.Wanted);
        }
    }
}
