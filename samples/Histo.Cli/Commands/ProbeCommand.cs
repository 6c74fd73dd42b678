using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Histo.Cli.Inputs;
using Histo.Cli.Output;
using Histo.Ssl.Evaluation;
using Histo.Ssl.Features;
using Histo.Ssl.Slides;
using Spectre.Console;

namespace Histo.Cli.Commands;

/// <summary>Judges an encoder by what simple classifiers read from its embeddings of labelled tiles.</summary>
internal sealed class ProbeCommand : ICliCommand
{
    private readonly EmbeddingInputs _encoder = new();
    private readonly SlideInputs _slides = new();
    private readonly Option<string?> _test = new("--test-manifest") { Description = "Fit on --manifest and test on this cohort instead of cross-validating.", HelpName = "FILE" };
    private readonly Option<string?> _threshold = new("--label-threshold") { Description = "Labelled shares up to LOW are negative, from HIGH on positive, tiles between are left out. Default: 0.25,0.75.", HelpName = "LOW,HIGH" };
    private readonly Option<int?> _folds = new("--folds") { Description = "Folds; a group (manifest column group, else patient, else slide) is never split. Default: 5." };

    public Command Build()
    {
        var command = new Command(
            "probe",
            """
            Probe an encoder on labelled tiles: logistic regression, kNN, few labels, clustering.
            The manifest's annotation column (mask image or GeoJSON) says where the positive class is.

              histo probe --encoder run --manifest labelled.csv --json
              histo probe --encoder colour-histogram --mpp 0.5 --tile 64 --manifest labelled.csv
            """);
        _encoder.AddTo(command);
        _slides.AddTo(command, withReader: false);
        command.Options.Add(_test);
        command.Options.Add(_threshold);
        command.Options.Add(_folds);
        command.OnRun(Run);
        return command;
    }

    private int Run(ParseResult result, CliOutput output, CancellationToken cancellation)
    {
        var options = new ProbeOptions { Folds = result.GetValue(_folds) ?? 5 };
        (options.LowShare, options.HighShare) = Thresholds(result.GetValue(_threshold) ?? "0.25,0.75");
        EmbeddingSet set = _encoder.Embed(result, _slides.Load(result), cancellation);
        var runner = new ProbeRunner(options);
        ProbeReport report = result.GetValue(_test) is string test
            ? runner.FitAndTest(set, _encoder.Embed(result, SlideManifest.Load(test), cancellation), cancellation)
            : runner.CrossValidate(set, cancellation);
        output.Result(JsonNode.Parse(report.ToJson())!);
        if (!output.Json)
        {
            Print(output, report);
        }

        return ExitCodes.Success;
    }

    private static (double Low, double High) Thresholds(string text)
    {
        double[] values = [.. text.Split(',').Select(part => double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : double.NaN)];
        return values.Length == 2 && values.All(double.IsFinite) ? (values[0], values[1]) : throw new UsageException($"--label-threshold {text}: write LOW,HIGH, for example 0.25,0.75");
    }

    private static void Print(CliOutput output, ProbeReport report)
    {
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumns("", "mean", "folds");
        void Row(string name, double? mean, Func<ProbeFold, double?> fold) => table.AddRow(
            name, Text(mean), string.Join("  ", report.Folds.Select(each => Text(fold(each)))));
        Row("AUC, logistic", report.Auc, fold => fold.Auc);
        Row("balanced accuracy", report.BalancedAccuracy, fold => fold.BalancedAccuracy);
        Row("AUC, kNN", report.KnnAuc, fold => fold.KnnAuc);
        foreach (string shots in report.FewShot.Keys)
        {
            Row($"AUC, {shots} labels a class", report.FewShot[shots], fold => fold.FewShot.GetValueOrDefault(shots));
        }

        Row("NMI", report.Nmi, fold => fold.Nmi);
        output.People.Write(table);
        output.Line($"tiles: {string.Join(", ", report.Tiles.Select(each => $"{each.Key} {each.Value}"))}; {report.TilesBetweenThresholds} between the thresholds, {report.TilesWithoutLabel} without label, {report.TilesUnreadable} unreadable");
        foreach (string note in report.Notes)
        {
            output.Line($"note: {note}");
        }
    }

    private static string Text(double? value) => value is { } number ? number.ToString("0.000", CultureInfo.InvariantCulture) : "-";
}
