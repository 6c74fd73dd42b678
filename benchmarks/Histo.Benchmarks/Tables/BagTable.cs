using System.Text.Json.Nodes;

namespace Histo.Benchmarks.Tables;

/// <summary>Time and memory of slide-level models by size of the bag, with the exponents of their growth.</summary>
internal static class BagTable
{
    public static string Render(JsonObject figures)
    {
        var table = new MarkdownTable("training step", "tiles", "chunk", "time", "peak above the features", "peak / features", "time grows with exponent");
        JsonObject? before = null;
        foreach (JsonObject step in figures["steps"]!.AsArray().Select(node => node!.AsObject()))
        {
            if (step["problem"] is { } problem)
            {
                table.Add(Text(step, "model"), MarkdownTable.Number(step["tiles"]), "-", problem.GetValue<string>(), "-", "-", "-");
                continue;
            }

            double features = Number(step, "featureBytes"), peak = Number(step, "peakBytes");
            bool follows = before is not null && Text(before, "model") == Text(step, "model") && Number(before, "chunk") == Number(step, "chunk") && Number(step, "tiles") > Number(before, "tiles");
            string growth = follows ? MarkdownTable.Number(Math.Log(Number(step, "seconds") / Number(before!, "seconds")) / Math.Log(Number(step, "tiles") / Number(before!, "tiles"))) : "-";
            table.Add(Text(step, "model"), MarkdownTable.Number(step["tiles"]), Number(step, "chunk") > 0 ? MarkdownTable.Number(step["chunk"]) : "-", $"{MarkdownTable.Number(step["seconds"])} s", MarkdownTable.Bytes(peak - features), MarkdownTable.Number(peak / features), growth);
            before = step;
        }

        return table.ToString();
    }

    private static double Number(JsonObject step, string name) => step[name]!.GetValue<double>();

    private static string Text(JsonObject step, string name) => step[name]!.GetValue<string>();
}
