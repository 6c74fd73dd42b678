using System.Text.Json.Nodes;

namespace Histo.Benchmarks.Tables;

/// <summary>One line an operation: fused and by tensors.</summary>
internal static class OperationTable
{
    public static string Render(JsonObject figures)
    {
        double views = figures["viewsInBatch"]!.GetValue<double>();
        var table = new MarkdownTable("operation alone, 224 px", "fused, ms a view", "tensors, ms a view", "tensors / fused", "managed bytes a batch, fused");
        foreach (IGrouping<string, JsonNode> operation in figures["operations"]!.AsArray().Select(node => node!).GroupBy(node => node["operation"]!.GetValue<string>()))
        {
            JsonNode fused = operation.Single(node => node["executor"]!.GetValue<string>() == "fused"), tensors = operation.Single(node => node["executor"]!.GetValue<string>() == "tensors");
            table.Add(operation.Key, Time(fused), Time(tensors), MarkdownTable.Number(Mean(tensors) / Mean(fused)), MarkdownTable.Number(fused["allocated"]));
        }

        return table.ToString();

        string Time(JsonNode node) => $"{MarkdownTable.Number(Mean(node) / views)} (deviation {MarkdownTable.Number(node["deviation"]!.GetValue<double>() / views)})";
    }

    private static double Mean(JsonNode node) => node["milliseconds"]!.GetValue<double>();
}
