using Histo.Ssl.Randomness;
using Histo.Ssl.Reports;
using Histo.Ssl.Slides;

namespace Histo.Ssl.Tests.Reports;

/// <summary>A report with one block of each kind, as a run would write it.</summary>
internal static class SampleReport
{
    public static HtmlReport Build()
    {
        var report = new HtmlReport("Contextual pairs on camelyon-regions", "VICReg, spatial pairs (distance 1), ResNet-18 width 16, 250 steps, seed 1");
        report.Section("Summary")
            .Highlights(("Linear AUC", 0.922, "mean of 5 folds by mosaic"), ("kNN AUC", 0.909, "k 20, T 0.07"), ("5-shot AUC", 0.888, "100 draws a fold"), ("Tiles", 5632, "22 slides, 0.25 µm/px"))
            .Paragraph("Spatial neighbours as positives were compared with augmentation-only pairs from the same initial weights. Differences are paired by seed.")
            .Notice(NoticeKind.Warning, "3 of 5,635 tiles cannot be read and were left out (HS1005); see the table of slides.")
            .Notice(NoticeKind.Information, "Folds are whole mosaics: this is transfer between fields, not between patients.");
        report.Section("Probes")
            .Table(new ReportTable("Mean over folds", new("Arm"), new("Linear AUC", "0.000"), new("Balanced accuracy", "0.000"), new("kNN AUC", "0.000"), new("5-shot AUC", "0.000"), new("NMI", "0.00"), new("Tiles"))
                .Row("untrained", 0.900, 0.817, 0.881, 0.868, double.NaN, 5207)
                .Row("colour histogram", 0.909, 0.831, 0.909, 0.886, null, 5207)
                .Row("augmentation", 0.905, 0.835, 0.887, 0.830, 0.29, 5207)
                .EmphasisedRow("contextual, d = 1", 0.922, 0.840, 0.909, 0.886, 0.41, 5207))
            .Chart(new IntervalChart
            {
                Title = "AUC by arm: mean of five folds, bars are the smallest and largest fold",
                ValueTitle = "AUC",
                Points = [.. Points()],
                Reference = 0.909,
                ReferenceName = "colour histogram, linear",
            });
        report.Section("Training").Chart(Curves("Loss terms", false)).Chart(Curves("Loss terms, logarithmic", true));
        report.Section("Pairs").Figures("Anchor and positive of four pairs", Enumerable.Range(0, 8).Select(i => ReportFigure.Of(Tile(i), i % 2 == 0 ? "anchor, column 12, row 40" : "positive, d = 1", maxSide: 96)), width: 110);
        report.Section("What was run")
            .Facts(("Objective", "vicreg"), ("Encoder", "resnet18, width 16, small stem"), ("Steps", 250), ("Batch", 128), ("Learning rate", 3e-3), ("Microns per pixel", 0.25), ("Encoder hash", "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae"), ("Reader", "image"))
            .Preformatted("histo pretrain --manifest cohort.csv --mpp 0.25 --tile 32 \\\n  --objective vicreg --sampler spatial --distance 1");
        return report;
    }

    public static RgbImage Tile(int index)
    {
        var image = new RgbImage(64, 64);
        var random = new CounterRandom(5, 0, index, RandomSlot.Custom);
        for (int i = 0; i < 64 * 64; i++)
        {
            bool nucleus = ((i % 64 * 7 / 64) + (i / 64 * 5 / 64) + index) % 3 == 0;
            (image.Pixels[3 * i], image.Pixels[(3 * i) + 1], image.Pixels[(3 * i) + 2]) =
                ((byte)((nucleus ? 90 : 215) + random.Next(25)), (byte)((nucleus ? 60 : 150) + random.Next(25)), (byte)((nucleus ? 140 : 190) + random.Next(25)));
        }

        return image;
    }

    private static IEnumerable<IntervalPoint> Points()
    {
        foreach ((string metric, double shift) in new[] { ("Linear", 0.0), ("kNN", -0.014), ("5-shot", -0.05) })
        {
            yield return new IntervalPoint(metric, "untrained", 0.890 + shift, 0.86 + shift, 0.93 + shift);
            yield return new IntervalPoint(metric, "augmentation", 0.905 + shift, 0.88 + shift, 0.94 + shift);
            yield return new IntervalPoint(metric, "contextual", 0.922 + shift, 0.90 + shift, 0.95 + shift);
        }
    }

    private static LineChart Curves(string title, bool logarithmic)
    {
        double[] steps = [.. Enumerable.Range(1, 2500).Select(step => (double)step)];
        double[] Curve(double scale, double floor) => [.. steps.Select(step => floor + (scale * Math.Exp(-step / 500)) + (0.3 * Math.Sin(step)))];
        return new LineChart
        {
            Title = title,
            XTitle = "step",
            YTitle = "loss",
            LogarithmicY = logarithmic,
            Series = [new ChartSeries("total", steps, Curve(20, 9)), new ChartSeries("invariance", steps, Curve(7, 4)), new ChartSeries("variance", steps, Curve(10, 3)), new ChartSeries("covariance", steps, Curve(2, 1.2))],
        };
    }
}
