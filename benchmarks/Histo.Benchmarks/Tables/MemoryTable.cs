using System.Text.Json.Nodes;

namespace Histo.Benchmarks.Tables;

/// <summary>The peak of each recipe, and memory along runs of many steps.</summary>
internal static class MemoryTable
{
    public static string Render(JsonObject figures)
    {
        var peaks = new MarkdownTable("recipe", "encoder", "before the first step", "peak");
        foreach (JsonNode? peak in figures["peaks"]!.AsArray())
        {
            peaks.Add(Text(peak!, "recipe"), Text(peak!, "encoder"), Bytes(peak!, "before"), Bytes(peak!, "peak"));
        }

        var runs = new MarkdownTable("recipe, made tiny", "step", "resident", "live tensors", "managed");
        foreach (JsonNode? run in figures["runs"]!.AsArray())
        {
            foreach (JsonNode? sample in run!["samples"]!.AsArray())
            {
                runs.Add(Text(run, "recipe"), MarkdownTable.Number(sample!["step"]), Bytes(sample, "resident"), MarkdownTable.Number(sample["liveTensors"]), Bytes(sample, "managed"));
            }
        }

        return $"{peaks}\n{runs}";
    }

    private static string Text(JsonNode node, string name) => node[name]!.GetValue<string>();

    private static string Bytes(JsonNode node, string name) => MarkdownTable.Bytes(node[name]!.GetValue<double>());
}
