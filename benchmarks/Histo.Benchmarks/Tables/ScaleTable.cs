using System.Text.Json.Nodes;

namespace Histo.Benchmarks.Tables;

/// <summary>Large slides and large cohorts.</summary>
internal static class ScaleTable
{
    public static string Render(JsonObject figures)
    {
        var table = new MarkdownTable("what", "bar", "reached", "more");
        JsonNode grid = figures["grid"]!, doctor = figures["doctor"]!, geo = figures["geojson"]!, set = figures["tileSet"]!;
        table.Add($"tissue and grid of a slide of {N(grid, "side")} x {N(grid, "side")} px", "seconds", $"**{N(grid, "seconds")} s**", $"{N(grid, "tiles")} tiles; {B(grid, "peakBytesAbove")} above the process before; the file has {B(grid, "fileBytes")}");
        table.Add($"`histo doctor` on {N(doctor, "slides")} slides of 2,048 px", "60 s", $"**{N(doctor, "seconds")} s**", $"{N(doctor, "regionsRead")} regions read; files in the system's cache");
        table.Add($"GeoJSON of {N(geo, "tiles")} tiles with two measurements", "-", $"**{N(geo, "seconds")} s**", $"{B(geo, "bytes")}; writing the bytes alone: {N(geo, "limitSeconds")} s; as .zip: {N(geo, "zipSeconds")} s, {B(geo, "zipBytes")}");
        table.Add($"tile set of {N(set, "tiles")} tiles: made of its cells", "-", $"**{N(set, "makeSeconds")} s**", $"its hash {N(set, "hashSeconds")} s, saved {N(set, "saveSeconds")} s, loaded {N(set, "loadSeconds")} s; {B(set, "fileBytes")}");
        foreach (JsonNode? open in figures["open"]!.AsArray())
        {
            table.Add($"one tile of each of {N(open!, "slides")} slides of 2,048 px, reader {open!["reader"]}, {N(open, "keptOpen")} kept open", "bounded", $"**{B(open, "bytesAbove")}**", $"{N(open, "seconds")} s; a second time {N(open, "againSeconds")} s");
        }

        return table.ToString();
    }

    private static string N(JsonNode node, string name) => MarkdownTable.Number(node[name]);

    private static string B(JsonNode node, string name) => MarkdownTable.Bytes(node[name]!.GetValue<double>());
}
