using System.Globalization;
using Histo.Ssl.Evaluation;
using Histo.Ssl.Reports;
using Histo.Ssl.Slides;
using Histo.Ssl.Training;

namespace Histo.Cli.Demo;

/// <summary>The page that the demo ends with.</summary>
internal static class DemoReport
{
    private const int MapTiles = 2000;

    public static HtmlReport Write(
        IReadOnlyList<DemoArm> arms, PretrainSession contextual, ISlideSource slides, IReadOnlyList<DemoSlideModel> models, IReadOnlyList<(byte[] Heatmap, string Caption)> heatmaps, CancellationToken cancellation)
    {
        DemoArm best = arms[^1], augmentation = arms[^2], untrained = arms[0];
        var report = new HtmlReport("Histo.Ssl: a first tour", "Synthetic slides, two encoders trained without labels, one question: does it help to take the positive from the neighbourhood?");
        report.Section("Result")
            .Paragraph(
                "Six synthetic slides were made: glands, stroma, lymphocytes and tumour in regions of their own, each slide in other stain colours. A small ResNet-18 was trained twice without labels, with the same seed and the same steps: "
                + "once with two augmentations of one tile as the pair, once with a tile and a spatial neighbour. Then simple classifiers were fitted on the frozen embeddings to tell tumour tiles from others, always tested on slides that they were not fitted on.")
            .Highlights(
                ("5-shot AUC, neighbours", Shot(best.Probe, "5"), $"{Signed(Shot(best.Probe, "5") - Shot(augmentation.Probe, "5"))} against augmentation pairs"),
                ("NMI, neighbours", Math.Round(best.Probe.Nmi, 3), $"{Signed(best.Probe.Nmi - augmentation.Probe.Nmi)} against augmentation pairs"),
                ("AUC, neighbours", Math.Round(best.Probe.Auc, 3), $"{Signed(best.Probe.Auc - untrained.Probe.Auc)} against an untrained encoder"))
            .Table(Table(arms))
            .Chart(Folds(arms))
            .Notice(NoticeKind.Information, "These slides are drawings and the runs are short: the figures show that everything works together, not what the method gains on tissue. Each is of one seed; rounding alone, on another processor for instance, can move AUC by several points. docs/evidence.md has measurements on real tissue.");
        AddLook(report, best, contextual, cancellation);
        AddSlideModels(report, models, heatmaps);
        PretrainReport.AddThumbnails(report.Section("Slides and tiles"), contextual.Tiles, slides, cancellation);
        PretrainReport.AddPairs(report.Section("Positive pairs from the neighbourhood"), contextual, cancellation);
        ReportSection curves = report.Section("Training");
        curves.Chart(Curve("Loss", "loss", arms, meters => meters.Loss));
        curves.Chart(Curve("Effective rank of the embeddings: a collapse would show as 1", "rank", arms, meters => meters.Embeddings?.EffectiveRank ?? double.NaN));
        curves.Chart(Curve("Cosine of anchor and positive", "cosine", arms, meters => meters.Embeddings?.PositiveCosine ?? double.NaN));
        RunRecord record = best.Record;
        report.Section("What was run").Facts(
        [
            ("Tiles", record.Tiles),
            ("Grid", string.Create(CultureInfo.InvariantCulture, $"{record.Options.Tiling.TileSize} px at {record.Options.Tiling.Mpp} microns a pixel")),
            ("Objective", $"{record.Options.Objective.Name}, projector {record.Options.Objective.VicReg.Projector}"),
            ("Encoder", string.Create(CultureInfo.InvariantCulture, $"{record.Encoder.Architecture}, width {record.Encoder.Width}, input {record.Encoder.InputSize} px")),
            ("Steps and batch", string.Create(CultureInfo.InvariantCulture, $"{record.Step} x {record.Options.Training.BatchSize} pairs")),
            ("Seed", record.Options.Training.Seed),
            .. arms.Select(arm => ($"Seconds, {arm.Name}", (object?)Math.Round(arm.Seconds, 1))),
            .. record.Versions.Select(version => (version.Key, (object?)version.Value)),
        ]);
        return report;
    }

    private static void AddLook(HtmlReport report, DemoArm best, PretrainSession contextual, CancellationToken cancellation)
    {
        ReportSection section = report.Section("What the encoder sees").Paragraph("The encoder that learned from neighbours has given every tile a vector. This is how they lie, and which tiles of other slides it takes for the most alike.");
        EmbeddingMap.Add(section, best.Embeddings, new EmbeddingMapOptions { MaxRows = MapTiles, Seed = contextual.Options.Training.Seed }, cancellation);
        NeighbourPanels.Add(section, best.Embeddings, contextual.Source, new NeighbourPanelOptions { Queries = 4, Seed = contextual.Options.Training.Seed }, cancellation);
    }

    private static void AddSlideModels(HtmlReport report, IReadOnlyList<DemoSlideModel> models, IReadOnlyList<(byte[] Heatmap, string Caption)> heatmaps)
    {
        var table = new ReportTable("Tumour somewhere on the slide, or nowhere: every slide predicted by a model that never saw it", [new ReportColumn("model"), new ReportColumn("AUC", "0.000"), new ReportColumn("low", "0.000"), new ReportColumn("high", "0.000"), new ReportColumn("balanced accuracy", "0.000")]);
        foreach (DemoSlideModel model in models)
        {
            BootstrapInterval interval = model.Result.Interval(some => model.Result.Score(some)?.Auc);
            table.Row([model.Name, interval.Estimate, interval.Low, interval.High, model.Result.Score(model.Result.Predictions)?.BalancedAccuracy]);
        }

        ReportSection section = report.Section("Slide-level models").Paragraph(
            "Then 24 further slides, half of them with tumour, were turned into features with the encoder that learned from neighbours. Two models were trained on the slides' labels alone, over three folds of whole patients. "
            + "The pictures show where they looked on a slide that was not in their training. Low and high are the ends of a 95 % bootstrap interval over patients: 24 slides leave much open.").Table(table);
        section.Figures("Where the models looked", heatmaps.Select(each => ReportFigure.OfEncoded(each.Heatmap, each.Caption)), width: 420);
    }

    private static double? Shot(ProbeReport probe, string labels) => probe.FewShot.GetValueOrDefault(labels) is { } value ? Math.Round(value, 3) : null;

    private static string Signed(double? difference) => difference is { } value ? value.ToString("+0.000;-0.000;0.000", CultureInfo.InvariantCulture) : "not measured";

    private static ReportTable Table(IReadOnlyList<DemoArm> arms)
    {
        string[] shots = [.. arms[0].Probe.FewShot.Keys];
        var table = new ReportTable(
            "Tumour against other tissue, mean over folds of whole slides",
            [
                new ReportColumn("encoder"), new ReportColumn("AUC", "0.000"), new ReportColumn("balanced accuracy", "0.000"), new ReportColumn("kNN AUC", "0.000"),
                .. shots.Select(shot => new ReportColumn($"{shot}-shot AUC", "0.000")), new ReportColumn("NMI", "0.000"),
            ]);
        foreach (DemoArm arm in arms)
        {
            table.Row([arm.Name, arm.Probe.Auc, arm.Probe.BalancedAccuracy, arm.Probe.KnnAuc, .. shots.Select(shot => (object?)arm.Probe.FewShot[shot]), arm.Probe.Nmi]);
        }

        return table;
    }

    private static IntervalChart Folds(IReadOnlyList<DemoArm> arms) => new()
    {
        Title = "AUC with 5 labels a class: mean and range over the folds",
        ValueTitle = "AUC",
        Points =
        [
            .. arms.Select(arm =>
            {
                double[] values = [.. arm.Probe.Folds.Select(fold => fold.FewShot.GetValueOrDefault("5") ?? double.NaN)];
                return new IntervalPoint(arm.Name, "5 labels a class", values.Average(), values.Min(), values.Max());
            }),
        ],
    };

    private static LineChart Curve(string title, string axis, IReadOnlyList<DemoArm> arms, Func<StepMeters, double> value) => new()
    {
        Title = title,
        XTitle = "step",
        YTitle = axis,
        Series =
        [
            .. arms.Where(arm => arm.Meters.Count > 0).Select(arm =>
            {
                StepMeters[] shown = [.. arm.Meters.Where(meters => double.IsFinite(value(meters)))];
                return new ChartSeries(arm.Name, [.. shown.Select(meters => (double)meters.Step)], [.. shown.Select(value)]);
            }),
        ],
    };
}
