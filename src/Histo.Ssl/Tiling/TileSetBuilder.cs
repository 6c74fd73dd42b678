using Histo.Ssl.Slides;
using Histo.Ssl.Tissue;

namespace Histo.Ssl.Tiling;

/// <summary>Turns the slides of a cohort into a <see cref="TileSet"/>.</summary>
/// <remarks>
/// Slides are worked on in parallel; the result does not depend on the number of threads. As many slides as threads are open at once, each with one low-resolution picture.
/// A slide that cannot be read, or that yields no tile, is reported with its code and the rest goes on.
/// </remarks>
public sealed class TileSetBuilder
{
    private readonly ISlideSource _slides;
    private readonly ITissueDetector _tissue;
    private readonly TilingOptions _options;

    /// <summary>Creates a builder.</summary>
    /// <param name="slides">Opens the slides.</param>
    /// <param name="options">Settings; null for the defaults. Copied.</param>
    /// <param name="tissue">Finds the tissue; null for an <see cref="OtsuTissueDetector"/> with default settings.</param>
    /// <exception cref="HistoException">HS0001: a setting lies outside its range.</exception>
    public TileSetBuilder(ISlideSource slides, TilingOptions? options = null, ITissueDetector? tissue = null)
    {
        ArgumentNullException.ThrowIfNull(slides);
        _slides = slides;
        _options = (options ?? new TilingOptions()).Checked();
        _tissue = tissue ?? new OtsuTissueDetector();
    }

    /// <summary>Tiles a cohort.</summary>
    /// <param name="slides">The slides; one lattice each.</param>
    /// <param name="progress">Told after each slide, on the thread that finished it; null for nobody.</param>
    /// <param name="cancellationToken">Stops within one block of pixels.</param>
    /// <exception cref="HistoException">
    /// HS1008: microns per pixel are missing or absurd; the message holds a table of all such slides and a CSV to fill in. HS1011: annotations cannot be used
    /// (<see cref="BadAnnotationPolicy.Stop"/>). HS1204: no slide yields a tile; the message says why, slide by slide.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public TilingResult Build(IReadOnlyList<ManifestSlide> slides, IProgress<TilingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(slides);
        ParallelOptions parallel = Parallelism(cancellationToken);
        Survey(slides, cancellationToken);
        var tiled = new TiledSlide?[slides.Count];
        var outcomes = new SlideOutcome[slides.Count];
        var progressLock = new Lock();
        int done = 0;
        long tiles = 0;
        For(slides.Count, parallel, index =>
        {
            (tiled[index], outcomes[index]) = Tile(slides[index], cancellationToken);
            lock (progressLock)
            {
                tiles += outcomes[index].Tiles;
                progress?.Report(new TilingProgress(++done, slides.Count, tiles, outcomes[index]));
            }
        });

        TiledSlide[] kept = [.. tiled.OfType<TiledSlide>()];
        return kept.Length > 0 ? new TilingResult(Assemble(kept), outcomes) : throw NoTiles(outcomes);
    }

    /// <summary>Opens all slides once, so that what stops a cohort does so before the first is tiled.</summary>
    /// <exception cref="HistoException">HS1008, HS1011: as <see cref="Build"/>.</exception>
    internal void Survey(IReadOnlyList<ManifestSlide> slides, CancellationToken cancellationToken)
    {
        var survey = new SlideSurvey(slides);
        For(slides.Count, Parallelism(cancellationToken), index => survey.Look(index, _slides));
        survey.Conclude(_options.BadAnnotations);
    }

    /// <summary>Tiles one slide that was surveyed.</summary>
    /// <returns>A tile set of this slide alone; null, and the reason in the outcome, when it yields no tile.</returns>
    internal (TileSet? Tiles, SlideOutcome Outcome) BuildOne(ManifestSlide slide, CancellationToken cancellationToken)
    {
        (TiledSlide? tiled, SlideOutcome outcome) = Tile(slide, cancellationToken);
        return (tiled is null ? null : Assemble([tiled]), outcome);
    }

    /// <summary>Whether an exception is one slide's own problem, so that the rest can go on.</summary>
    internal static bool IsSlideProblem(Exception error) => error is HistoException or IOException or UnauthorizedAccessException;

    private ParallelOptions Parallelism(CancellationToken cancellationToken) =>
        new() { CancellationToken = cancellationToken, MaxDegreeOfParallelism = _options.Threads == 0 ? Environment.ProcessorCount : _options.Threads };

    private static void For(int count, ParallelOptions options, Action<int> body)
    {
        try
        {
            Parallel.For(0, count, options, body);
        }
        catch (AggregateException error) when (error.InnerExceptions.All(inner => inner is OperationCanceledException))
        {
            throw new OperationCanceledException(options.CancellationToken);
        }
    }

    private (TiledSlide? Tiles, SlideOutcome Outcome) Tile(ManifestSlide source, CancellationToken cancellationToken)
    {
        try
        {
            using ISlide slide = _slides.Open(source);
            TileAnnotator? annotator = null;
            HistoException? badAnnotation = null;
            try
            {
                annotator = TileAnnotator.Load(source, slide);
            }
            catch (HistoException error) when (error.Code == ErrorCodes.BadAnnotation && _options.BadAnnotations == BadAnnotationPolicy.TileWithoutLabels)
            {
                badAnnotation = error;
            }

            (TiledSlide? tiles, SlideOutcome outcome) = new SlideTiler(_options, _tissue).Tile(source, slide, annotator, cancellationToken);
            return (tiles, outcome with { Problem = outcome.Problem ?? badAnnotation });
        }
        catch (HistoException error)
        {
            return (null, new SlideOutcome(source, 0) { Problem = error });
        }
        catch (Exception error) when (IsSlideProblem(error))
        {
            return (null, new SlideOutcome(source, 0)
            {
                Problem = new HistoException(ErrorCodes.SlideDamaged, "the slide cannot be read", source.SlideId, error.Message, action: "Check the file and its permissions.", inner: error),
            });
        }
    }

    private TileSet Assemble(TiledSlide[] slides)
    {
        bool annotated = slides.Any(slide => slide.ClassNames is not null);
        string[] names = [.. slides.SelectMany(slide => slide.ClassNames ?? []).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        bool classes = names.Length > 1;
        var columns = new TileColumns
        {
            TissueShare = [.. slides.SelectMany(slide => slide.TissueShares)],
            LabelledShare = annotated ? [.. slides.SelectMany(slide => slide.LabelledShares)] : null,
            Label = classes ? [.. slides.SelectMany(slide => Renumber(slide, names))] : null,
            LabelNames = classes ? names : [],
            PenScore = _options.NeedsPixels ? [.. slides.SelectMany(slide => slide.PenScores)] : null,
            Sharpness = _options.NeedsPixels ? [.. slides.SelectMany(slide => slide.Sharpness)] : null,
        };
        return new TileSet([.. slides.Select(slide => slide.Slide)], [.. slides.Select(slide => slide.Cells.ToArray())], columns)
        {
            Recipe = $"{_options.Describe()}; {_tissue.Description}",
        };
    }

    private static IEnumerable<short> Renumber(TiledSlide slide, string[] names)
    {
        short[] map = [.. (slide.ClassNames ?? []).Select(name => (short)Array.IndexOf(names, name))];
        return slide.Labels.Select(label => label < 0 ? label : map[label]);
    }

    private static HistoException NoTiles(SlideOutcome[] outcomes)
    {
        const int shown = 20;
        IEnumerable<string> reasons = outcomes.Take(shown).Select(outcome => $"\n  {outcome.Slide.SlideId}: {outcome.Reason}");
        string rest = outcomes.Length > shown ? $"\n  and {outcomes.Length - shown} more" : string.Empty;
        return new HistoException(
            ErrorCodes.NoTiles,
            outcomes.Length == 0 ? "there are no slides" : $"none of {outcomes.Length} slides yields a tile",
            seen: outcomes.Length == 0 ? null : string.Concat(reasons) + rest,
            wanted: "at least one tile");
    }
}
