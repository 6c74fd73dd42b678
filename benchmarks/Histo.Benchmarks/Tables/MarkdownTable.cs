using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Histo.Benchmarks.Tables;

/// <summary>Rows of text as a Markdown table.</summary>
/// <param name="heads">Heads of the columns.</param>
internal sealed class MarkdownTable(params string[] heads)
{
    private readonly StringBuilder _text = new StringBuilder().Append(Line(heads)).Append(Line(heads.Select(_ => "---")));

    public void Add(params string[] cells) => _text.Append(Line(cells));

    public override string ToString() => _text.ToString();

    /// <summary>Three digits that count, thousands apart.</summary>
    public static string Number(double value)
    {
        double size = Math.Abs(value);
        int decimals = size == 0 || size >= 100 ? 0 : Math.Clamp(2 - (int)Math.Floor(Math.Log10(size)), 0, 6);
        return value.ToString($"#,0.{new string('#', decimals)}", CultureInfo.InvariantCulture);
    }

    public static string Number(JsonNode? value) => value is null ? "-" : Number(value.GetValue<double>());

    /// <summary>Bytes in MB or GB.</summary>
    public static string Bytes(double value) => value >= 1e9 ? $"{Number(value / 1e9)} GB" : $"{Number(value / 1e6)} MB";

    private static string Line(IEnumerable<string> cells) => $"| {string.Join(" | ", cells)} |\n";
}
