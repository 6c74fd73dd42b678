using System.Globalization;
using System.Text;
using Histo.Ssl.Slides;

namespace Histo.Ssl.Tiling;

/// <summary>Opens all slides once before any is tiled, so that what stops a run does so at once and completely.</summary>
internal sealed class SlideSurvey
{
    private readonly string?[] _badResolutions;
    private readonly HistoException?[] _badAnnotations;
    private readonly IReadOnlyList<ManifestSlide> _slides;

    public SlideSurvey(IReadOnlyList<ManifestSlide> slides)
    {
        _slides = slides;
        _badResolutions = new string?[slides.Count];
        _badAnnotations = new HistoException?[slides.Count];
    }

    /// <summary>Looks at one slide. What keeps it from opening is left to the tiling itself, which reports it.</summary>
    public void Look(int index, ISlideSource source)
    {
        ManifestSlide slide = _slides[index];
        if (slide.Mpp is { } given && given is not (>= SlideResolution.Smallest and <= SlideResolution.Largest))
        {
            _badResolutions[index] = Text(given) + " in the manifest";
            return;
        }

        try
        {
            using ISlide open = source.Open(slide);
            if (open.Resolution is not { IsPlausible: true })
            {
                _badResolutions[index] = open.Resolution is { } found ? $"{Text(found.MppX)} x {Text(found.MppY)} ({found.Source})" : "missing";
            }
            else
            {
                _ = TileAnnotator.Load(slide, open);
            }
        }
        catch (HistoException error) when (error.Code == ErrorCodes.BadAnnotation)
        {
            _badAnnotations[index] = error;
        }
        catch (Exception error) when (TileSetBuilder.IsSlideProblem(error))
        {
        }
    }

    /// <exception cref="HistoException">HS1008: slides without a plausible resolution. HS1011: annotations that cannot be used.</exception>
    public void Conclude(BadAnnotationPolicy annotations)
    {
        if (_badResolutions.Any(each => each is not null))
        {
            throw MissingResolutions();
        }

        HistoException[] bad = [.. _badAnnotations.OfType<HistoException>()];
        if (bad.Length > 0 && annotations == BadAnnotationPolicy.Stop)
        {
            throw bad.Length == 1 ? bad[0] : new HistoException(
                ErrorCodes.BadAnnotation,
                $"the annotations of {bad.Length} slides cannot be used",
                seen: string.Concat(bad.Select(each => $"\n  {each.Where}: {each.What}")),
                action: "Correct the files, or choose another policy for bad annotations.");
        }
    }

    private HistoException MissingResolutions()
    {
        int[] concerned = [.. Enumerable.Range(0, _slides.Count).Where(index => _badResolutions[index] is not null)];
        int width = concerned.Max(index => _slides[index].SlideId.Length);
        var table = new StringBuilder();
        var csv = new StringBuilder("slide_id,path,mpp\n");
        foreach (int index in concerned)
        {
            ManifestSlide slide = _slides[index];
            table.Append(CultureInfo.InvariantCulture, $"\n  {slide.SlideId.PadRight(width)}  {_badResolutions[index]}");
            foreach (ManifestPart part in slide.Parts)
            {
                csv.Append(CultureInfo.InvariantCulture, $"{Quote(slide.SlideId)},{Quote(part.FilePath)},\n");
            }
        }

        return new HistoException(
            ErrorCodes.ResolutionUnknown,
            $"microns per pixel are missing or absurd for {concerned.Length} of {_slides.Count} slides",
            seen: table.Append('\n').ToString(),
            wanted: "0.05 to 5",
            action: "Fill in the column mpp and give these lines as, or in, the manifest:\n" + csv);
    }

    private static string Quote(string text) => text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
