namespace Histo.Benchmarks.Tables;

/// <summary>A document with places for tables, each between two comments: <c>&lt;!-- table NAME --&gt;</c> and <c>&lt;!-- end of table NAME --&gt;</c>.</summary>
internal static class DocumentTables
{
    /// <summary>Puts a table into its place.</summary>
    /// <param name="document">The text of the document.</param>
    /// <param name="name">Name of the place.</param>
    /// <param name="table">What stands there from now on.</param>
    /// <returns>The new text.</returns>
    /// <exception cref="InvalidOperationException">The document has no such place.</exception>
    public static string Replace(string document, string name, string table)
    {
        string first = $"<!-- table {name} -->\n", last = $"<!-- end of table {name} -->";
        int start = document.IndexOf(first, StringComparison.Ordinal), end = document.IndexOf(last, StringComparison.Ordinal);
        return start >= 0 && end > start
            ? $"{document[..(start + first.Length)]}\n{table.TrimEnd()}\n\n{document[end..]}"
            : throw new InvalidOperationException($"The document has no place for the table {name}: two lines, {first.TrimEnd()} and {last}.");
    }
}
