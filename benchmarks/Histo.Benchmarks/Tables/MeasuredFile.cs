using System.Text.Json;
using System.Text.Json.Nodes;
using Histo.Ssl.Storage;

namespace Histo.Benchmarks.Tables;

/// <summary>Figures with the machine that they were taken on, as JSON.</summary>
internal static class MeasuredFile
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <param name="path">The file; replaced.</param>
    /// <param name="loadBefore">Load of the machine before the run.</param>
    /// <param name="figures">What was measured.</param>
    public static void Write(string path, string loadBefore, JsonObject figures)
    {
        figures["machine"] = Machine.Describe(loadBefore);
        AtomicFile.WriteText(path, figures.ToJsonString(Indented) + "\n");
    }

    public static JsonObject Read(string path) => JsonNode.Parse(File.ReadAllText(path))!.AsObject();
}
