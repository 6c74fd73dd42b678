using System.Globalization;
using System.Net;
using System.Text;

namespace Histo.Ssl.Reports;

/// <summary>Text and numbers as they stand in a report.</summary>
internal static class HtmlEncoding
{
    /// <summary>Escapes text for element content and for attributes in double quotes.</summary>
    public static string Escape(string? text) => WebUtility.HtmlEncode(Clean(text));

    /// <summary>Replaces characters that no document may hold by U+FFFD.</summary>
    public static string Clean(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return string.Empty;
        }

        var clean = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            bool forbidden = rune.Value is < 0x20 and not ('\t' or '\n' or '\r') or 0x7F or 0xFFFE or 0xFFFF;
            clean.Append(forbidden ? "\uFFFD" : rune.ToString());
        }

        return clean.ToString();
    }

    /// <summary>Writes a value culture-invariant; null and NaN as a dash.</summary>
    public static string Value(object? value, string? format) => value switch
    {
        null => "–",
        double number when double.IsNaN(number) => "–",
        float number when float.IsNaN(number) => "–",
        string text => text,
        double or float or decimal => ((IFormattable)value).ToString(format ?? "0.###", CultureInfo.InvariantCulture),
        sbyte or byte or short or ushort or int or uint or long or ulong => Grouped((IFormattable)value, format),
        IFormattable formattable => formattable.ToString(format, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "–",
    };

    // Thousands apart by a narrow no-break space, which reads the same in every country.
    private static string Grouped(IFormattable value, string? format) =>
        value.ToString(format ?? "#,0", CultureInfo.InvariantCulture).Replace(',', format is null ? '\u202F' : ',');
}
