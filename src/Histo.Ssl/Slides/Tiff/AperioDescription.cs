namespace Histo.Ssl.Slides.Tiff;

/// <summary>The ImageDescription of Aperio's files: free text, then "key = value" pairs between bars.</summary>
internal static class AperioDescription
{
    public static bool IsAperio(string? description) => description?.StartsWith("Aperio", StringComparison.Ordinal) == true;

    /// <summary>Returns the pairs in their order.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Pairs(string description)
    {
        foreach (string part in description.Split('|').Skip(1))
        {
            int equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
            {
                yield return new KeyValuePair<string, string>(part[..equals].Trim(), part[(equals + 1)..].Trim());
            }
        }
    }

    /// <summary>Returns the first word of the second line ("label", "macro"); null when there is none.</summary>
    public static string? SecondLineWord(string? description)
    {
        string[] lines = (description ?? string.Empty).Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries);
        string? word = lines.Length > 1 ? lines[1].Split([' ', '\t'], 2)[0] : null;
        return string.IsNullOrEmpty(word) || !char.IsAsciiLetter(word[0]) ? null : word;
    }
}
