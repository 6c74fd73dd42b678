using System.Globalization;
using Histo.Ssl.Pairs;
using Histo.Ssl.Slides;
using Histo.Ssl.Tiling;
using Histo.Ssl.Training;

namespace Histo.Ssl.Reports;

/// <summary>Writes the report of a pretraining run: slides with their grid, examples of pairs, curves, collapse meters, what was run.</summary>
public static class PretrainReport
{
    private const int ShownSlides = 8, ShownPairs = 8, CountedBatches = 20;

    /// <summary>Writes <c>report.html</c> into the run's folder.</summary>
    /// <param name="outcome">The finished run.</param>
    /// <param name="slides">Opens the slides for their thumbnails.</param>
    /// <param name="cancellation">Stops between slides.</param>
    /// <returns>The path of the report.</returns>
    /// <exception cref="HistoException">HS1005: a slide's thumbnail cannot be read.</exception>
    public static string Write(PretrainOutcome outcome, ISlideSource slides, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        ArgumentNullException.ThrowIfNull(slides);
        PretrainOptions options = outcome.Record.Options;
        var report = new HtmlReport(
            $"Pretraining: {options.Objective.Name}, {outcome.Session.Sampler.Description}",
            string.Create(CultureInfo.InvariantCulture, $"{outcome.Record.Step} steps on {outcome.Record.Tiles} tiles of {outcome.Session.Tiles.Slides.Count} slides"));
        IReadOnlyList<StepMeters> meters = outcome.Run.ReadMeters();
        AddResult(report.Section("Result"), outcome, meters);
        AddCurves(report.Section("Curves"), meters);
        AddPairs(report.Section("Positive pairs"), outcome.Session, cancellation);
        AddSlides(report.Section("Slides"), outcome, slides, cancellation);
        AddFacts(report.Section("What was run"), outcome.Record);
        report.Save(outcome.Run.ReportFile);
        return outcome.Run.ReportFile;
    }

    /// <summary>Adds pictures of the first pairs of a run: anchor and positive as read, and the views made of them.</summary>
    /// <param name="section">Where to add them.</param>
    /// <param name="session">The run's parts.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public static void AddPairs(ReportSection section, PretrainSession session, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(section);
        ArgumentNullException.ThrowIfNull(session);
        bool hasLocals = session.Planner.Layout.LocalViews > 0;
        section.Paragraph(
            $"Each picture shows, from left to right: the anchor tile, its positive, and the two augmented views that the network was shown{(hasLocals ? ", then the local crops, smaller" : string.Empty)}.");
        if (PairSamplerFactory.NeedsFeatureNeighbours(session.Options.Pairs.Sampler))
        {
            section.Paragraph("Neighbours in feature space move with training: pictures and shares below are drawn with those of the end of the run. The curves above say what the pairs of each step were.");
        }

        section.Figures("The first pairs of the run", PairPictures.Draw(session.Planner, session.Source, session.Views, ShownPairs, cancellation), width: hasLocals ? 630 : 420);
        PairReport counted = PairPictures.Count(session.Planner, CountedBatches);
        var table = new ReportTable(
            string.Create(CultureInfo.InvariantCulture, $"What the positives of the first {counted.Pairs} pairs are"), new ReportColumn("relation"), new ReportColumn("pairs"), new ReportColumn("share", "P1"));
        foreach ((PairRelation relation, long count) in counted.Relations.Where(each => each.Value > 0))
        {
            table.Row(relation.ToString(), count, counted.Share(relation));
        }

        section.Table(table);
        section.Facts(
            ("Mean distance in strides", Math.Round(counted.MeanDistance, 3)),
            ("Anchors that fell back to themselves", counted.FallbacksToSelf),
            ("Neighbours from a widened search", counted.FallbacksWidened),
            ("Tiles dropped as anchors", counted.DroppedAnchors));
    }

    /// <summary>Adds the curves of a run.</summary>
    /// <param name="section">Where to add them.</param>
    /// <param name="meters">The meters of all steps.</param>
    public static void AddCurves(ReportSection section, IReadOnlyList<StepMeters> meters)
    {
        ArgumentNullException.ThrowIfNull(section);
        ArgumentNullException.ThrowIfNull(meters);
        if (meters.Count == 0)
        {
            section.Paragraph("There was no training step.");
            return;
        }

        section.Chart(Chart("Loss", "loss", meters, ("loss", each => each.Loss)));
        section.Chart(Chart("Terms of the loss, unweighted", "value", meters, [.. meters[0].Terms.Keys.Select(name => (name, (Func<StepMeters, double>)(each => each.Terms[name])))]));
        IReadOnlyList<StepMeters> read = [.. meters.Where(each => each.Embeddings is not null)];
        if (read.Count > 0)
        {
            section.Chart(Chart(
                "Spread of the embeddings: a collapse shows as a deviation near 0", "value", read,
                ("deviation x sqrt(D)", each => each.Embeddings!.Value.Deviation), ("cosine of positives", each => each.Embeddings!.Value.PositiveCosine), ("cosine of random pairs", each => each.Embeddings!.Value.RandomCosine)));
            section.Chart(Chart("Effective rank of the embeddings", "rank", read, ("effective rank", each => each.Embeddings!.Value.EffectiveRank)));
        }

        string[] relations = [.. meters.SelectMany(each => each.Relations?.Keys ?? []).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        if (relations.Length > 1)
        {
            section.Chart(Chart(
                "What the positives were", "share of the pairs", meters,
                [.. relations.Select(name => (name, (Func<StepMeters, double>)(each => each.Relations?.GetValueOrDefault(name) ?? 0))), ("fell back: no candidate", each => each.FallbackShare)]));
        }

        section.Chart(Chart("Learning rate", "rate", meters, ("learning rate", each => each.LearningRate)));
        section.Chart(Chart("Throughput", "images a second", meters, ("images a second", each => each.ImagesPerSecond)));
    }

    /// <summary>Adds thumbnails with the grid of tiles.</summary>
    /// <param name="section">Where to add them.</param>
    /// <param name="tiles">The tiles.</param>
    /// <param name="slides">Opens the slides.</param>
    /// <param name="cancellation">Stops between slides.</param>
    public static void AddThumbnails(ReportSection section, TileSet tiles, ISlideSource slides, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(section);
        ArgumentNullException.ThrowIfNull(tiles);
        ArgumentNullException.ThrowIfNull(slides);
        var figures = new List<ReportFigure>();
        for (int index = 0; index < Math.Min(ShownSlides, tiles.Slides.Count); index++)
        {
            cancellation.ThrowIfCancellationRequested();
            TileSlide slide = tiles.Slides[index];
            using ISlide open = slides.Open(slide.Source);
            byte[] png = TilePreview.Draw(open, tiles, index, new TilePreviewOptions { LongestSide = 480 }, cancellation);
            string caption = string.Create(CultureInfo.InvariantCulture, $"{slide.Source.SlideId}: {tiles.TilesOf(index).Count} tiles at {slide.Grid.Mpp:0.###} microns a pixel ({slide.ReaderName})");
            figures.Add(ReportFigure.OfEncoded(png, caption));
        }

        section.Figures(
            tiles.Slides.Count > ShownSlides ? string.Create(CultureInfo.InvariantCulture, $"The first {ShownSlides} of {tiles.Slides.Count} slides with the tiles that were kept") : "Slides with the tiles that were kept", figures, width: 300);
    }

    private static void AddResult(ReportSection section, PretrainOutcome outcome, IReadOnlyList<StepMeters> meters)
    {
        if (meters.Count > 0)
        {
            StepMeters last = meters[^1];
            EmbeddingStatistics? spread = meters.LastOrDefault(each => each.Embeddings is not null)?.Embeddings;
            section.Highlights(
                ("Loss", string.Create(CultureInfo.InvariantCulture, $"{last.Loss:G4}"), string.Create(CultureInfo.InvariantCulture, $"{meters[0].Loss:G4} at the first step")),
                ("Effective rank", spread is { } rank ? Math.Round(rank.EffectiveRank, 1) : null, "of the embeddings"),
                ("Images a second", Math.Round(meters.Average(each => each.ImagesPerSecond), 1), string.Create(CultureInfo.InvariantCulture, $"{meters.Average(each => each.WaitingShare):P0} of the time waiting for pixels")));
        }

        foreach (string tile in outcome.Record.UnreadableTiles)
        {
            section.Notice(NoticeKind.Warning, $"Left out, because it cannot be read: {tile}");
        }

        foreach (SlideOutcome slide in outcome.Slides.Where(each => each.Reason is not null))
        {
            section.Notice(slide.Tiles == 0 ? NoticeKind.Problem : NoticeKind.Warning, $"{slide.Slide.SlideId}: {slide.Reason}");
        }
    }

    private static void AddSlides(ReportSection section, PretrainOutcome outcome, ISlideSource slides, CancellationToken cancellation)
    {
        AddThumbnails(section, outcome.Session.Tiles, slides, cancellation);
        var table = new ReportTable("Slides", new ReportColumn("slide"), new ReportColumn("tiles"), new ReportColumn("reader"), new ReportColumn("microns a pixel", "0.0000"), new ReportColumn("from"));
        for (int index = 0; index < outcome.Session.Tiles.Slides.Count; index++)
        {
            TileSlide slide = outcome.Session.Tiles.Slides[index];
            table.Row(slide.Source.SlideId, outcome.Session.Tiles.TilesOf(index).Count, slide.ReaderName, slide.Grid.Mpp, slide.Resolution?.Source.ToString());
        }

        section.Table(table);
    }

    private static void AddFacts(ReportSection section, RunRecord record) => section.Facts(
    [
        ("Objective", record.Options.Objective.Name),
        ("Augmentation", record.Options.Augmentation.Preset),
        ("Encoder", string.Create(CultureInfo.InvariantCulture, $"{record.Encoder.Architecture}, width {record.Encoder.Width}, stem {record.Encoder.Stem}, input {record.Encoder.InputSize} px")),
        ("Optimiser", record.Options.Optimization.Optimizer),
        ("Batch", record.Options.Training.BatchSize),
        ("Seed", record.Options.Training.Seed),
        ("Compute threads", record.ComputeThreads),
        ("Options", record.OptionsHash),
        ("Tile set", record.TileSetHash),
        .. record.Versions.Select(version => (version.Key, (object?)version.Value)),
    ]);

    private static LineChart Chart(string title, string axis, IReadOnlyList<StepMeters> meters, params (string Name, Func<StepMeters, double> Value)[] curves)
    {
        double[] steps = [.. meters.Select(each => (double)each.Step)];
        return new LineChart { Title = title, XTitle = "step", YTitle = axis, Series = [.. curves.Select(curve => new ChartSeries(curve.Name, steps, [.. meters.Select(curve.Value)]))] };
    }
}
