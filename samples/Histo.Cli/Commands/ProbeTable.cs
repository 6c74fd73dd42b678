using System.Globalization;
using System.Text.Json.Nodes;
using Histo.Cli.Output;
using Spectre.Console;

namespace Histo.Cli.Commands;

/// <summary>Shows the JSON of a probe as a table: the mean and the folds of every figure that it has.</summary>
internal static class ProbeTable
{
    private static readonly (string Key, string Name)[] Figures =
    [
        ("auc", "AUC"), ("balancedAccuracy", "balanced accuracy"), ("accuracy", "accuracy"), ("knnAuc", "AUC, kNN"), ("fewShot", "AUC, {0} labels a class"), ("nmi", "NMI"),
        ("ari", "adjusted Rand index"), ("silhouette", "silhouette of the classes"), ("effectiveRank", "effective rank"), ("uniformity", "uniformity"), ("neighbourAlignment", "alignment of neighbours"),
        ("tsneNmi", "NMI, t-SNE map"), ("tsneAri", "adjusted Rand index, t-SNE map"),
    ];

    public static void Print(CliOutput output, JsonObject report)
    {
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumns("", "mean", "folds");
        JsonObject[] folds = [.. report["folds"]!.AsArray().Select(fold => fold!.AsObject())];
        foreach ((string key, string name) in Figures.Where(each => report[each.Key] is not null))
        {
            if (report[key] is JsonObject several)
            {
                foreach ((string inner, JsonNode? mean) in several)
                {
                    table.AddRow(string.Format(CultureInfo.InvariantCulture, name, inner), Text(mean), string.Join("  ", folds.Select(fold => Text(fold[key]?[inner]))));
                }
            }
            else
            {
                table.AddRow(name, Text(report[key]), string.Join("  ", folds.Where(fold => fold.ContainsKey(key)).Select(fold => Text(fold[key]))));
            }
        }

        if (report["options"]!["innerFolds"] is not null && folds[0].ContainsKey("c"))
        {
            table.AddRow("C, by inner folds", string.Empty, string.Join("  ", folds.Select(fold => fold["c"]!.GetValue<double>().ToString("G3", CultureInfo.InvariantCulture))));
        }

        output.People.Write(table);
        output.Line($"tiles: {string.Join(", ", report["tiles"]!.AsObject().Select(each => $"{each.Key} {each.Value}"))}; {report["tilesBetweenThresholds"]} between the thresholds, {report["tilesWithoutLabel"]} without label, {report["tilesUnreadable"]} unreadable");
        foreach (JsonNode? note in report["notes"]!.AsArray())
        {
            output.Line($"note: {note}");
        }
    }

    private static string Text(JsonNode? value) => value is { } number ? number.GetValue<double>().ToString("0.000", CultureInfo.InvariantCulture) : "-";
}
