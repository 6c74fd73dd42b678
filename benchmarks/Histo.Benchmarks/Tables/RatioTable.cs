using System.Text.Json.Nodes;

namespace Histo.Benchmarks.Tables;

/// <summary>One line a ratio, those with a bar first; then the circumstances.</summary>
internal static class RatioTable
{
    public static string Render(JsonObject figures)
    {
        RatioRow[] rows = [.. RatioRow.All.Where(row => figures.ContainsKey(row.Key))];
        MarkdownTable bars = new("key", "ours / limit", "bar", "reached", "range; medians of limit and ours"), others = new("key", "ours / limit", "reached", "range; medians of limit and ours");
        foreach (RatioRow row in rows)
        {
            string[] cells = [$"`{row.Key}`", row.What, Reached(row, figures), Behind(figures["raw"]![row.Key])];
            if (row.Bar is { } bar)
            {
                bars.Add(cells[0], cells[1], row.Text(bar), cells[2], cells[3]);
            }
            else
            {
                others.Add(cells);
            }
        }

        IEnumerable<string> notes = rows.Where(row => figures[row.Key] is not null && figures["notes"]![row.Key] is not null).Select(row => $"* `{row.Key}`: {figures["notes"]![row.Key]}.");
        return string.Join("\n\n", new[] { rows.Any(row => row.Bar is not null) ? bars.ToString().TrimEnd() : null, others.ToString().TrimEnd(), string.Join('\n', notes) }.Where(each => !string.IsNullOrEmpty(each)));
    }

    private static string Reached(RatioRow row, JsonObject figures)
    {
        if (figures[row.Key] is not { } value)
        {
            return $"not measured: {figures["notes"]![row.Key]}";
        }

        double number = value.GetValue<double>();
        return $"**{row.Text(number)}**{(row.Reached(number) == false ? ", missed" : string.Empty)}";
    }

    // One comparison, or one for each of several cases.
    private static string Behind(JsonNode? raw) => raw switch
    {
        JsonObject single when single.ContainsKey("ours") => Behind(single, single["unit"]!.GetValue<string>()),
        JsonObject several when several.Any(each => each.Value is JsonObject inner && inner.ContainsKey("ours")) =>
            string.Join("<br>", several.Where(each => each.Value is JsonObject).Select(each => $"{each.Key}: {MarkdownTable.Number(each.Value!["ratio"])}; {Behind(each.Value!.AsObject(), several["unit"]!.GetValue<string>())}")),
        JsonObject several when several.Any(each => each.Value is JsonObject inner && inner.ContainsKey("ratio")) =>
            string.Join("<br>", several.Select(each => $"{each.Key}: {MarkdownTable.Number(each.Value!["ratio"])}")),
        JsonObject rates when rates["unit"]?.GetValue<string>().StartsWith("pairs", StringComparison.Ordinal) == true =>
            string.Join("<br>", rates.Where(each => each.Key != "unit").Select(each => $"{each.Key}: {MarkdownTable.Number(each.Value!.GetValue<double>() / 1e6)} million")),
        JsonObject range when range.ContainsKey("lowest") => $"{MarkdownTable.Number(range["lowest"])} to {MarkdownTable.Number(range["highest"])} {range["unit"]}",
        _ => string.Empty,
    };

    private static string Behind(JsonObject raw, string unit) =>
        $"{MarkdownTable.Number(raw["lowest"])} to {MarkdownTable.Number(raw["highest"])}; {MarkdownTable.Number(raw["limit"])} and {MarkdownTable.Number(raw["ours"])} {unit}";
}
