using System.Globalization;
using CsvHelper;

namespace Histo.Ssl.Slides;

/// <summary>A CSV file read row by row, whose errors name line and column.</summary>
internal sealed class CsvTable : IDisposable
{
    private static readonly CsvReaderOptions Options = new()
    {
        Separator = ',',
        TrimWhitespace = true,
        TrackLineNumbers = true,
        MalformedData = CsvMalformedDataHandling.Throw,
        FormatProvider = CultureInfo.InvariantCulture,
    };

    private readonly CsvReader _csv;
    private readonly string _path;
    private readonly Dictionary<string, int> _columns = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads the header.</summary>
    /// <param name="reader">The text; the caller closes it.</param>
    /// <param name="path">Its file, for errors.</param>
    /// <exception cref="HistoException">HS1010: no header, or one that names a column twice.</exception>
    public CsvTable(TextReader reader, string path)
    {
        _path = path;
        _csv = CsvReader.Create(reader, Options, leaveOpen: true);
        Header = Guarded(() => _csv.Headers.ToArray());
        if (Header.Count == 0)
        {
            throw new HistoException(ErrorCodes.BadManifest, "the file has no header line", where: path);
        }

        Line = 1;
        for (int column = 0; column < Header.Count; column++)
        {
            if (!_columns.TryAdd(Header[column], column))
            {
                throw Error(Header[column], "the header names a column twice");
            }
        }
    }

    /// <summary>Gets the names of the columns as they are written.</summary>
    public IReadOnlyList<string> Header { get; }

    /// <summary>Gets the line on which the current row begins, counted from 1.</summary>
    public long Line { get; private set; }

    /// <summary>Whether the header has a column; case does not matter.</summary>
    public bool Has(string column) => _columns.ContainsKey(column);

    /// <summary>Goes to the next row; false behind the last.</summary>
    /// <exception cref="HistoException">HS1010: not CSV.</exception>
    public bool Next()
    {
        if (!Guarded(_csv.Read))
        {
            return false;
        }

        Line = _csv.LineNumber;
        if (_csv.FieldCount > Header.Count)
        {
            throw new HistoException(
                ErrorCodes.BadManifest,
                "the row has more fields than the header",
                where: FormattableString.Invariant($"{_path}, line {Line}"),
                seen: _csv.FieldCount,
                wanted: Header.Count,
                action: "Put fields that contain a comma in double quotes; write decimals with a point.");
        }

        return true;
    }

    /// <summary>Gets a field of the current row; null when the column or its value is absent.</summary>
    public string? Text(string column) =>
        _columns.TryGetValue(column, out int index) && index < _csv.FieldCount && _csv.GetString(index) is { Length: > 0 } text ? text : null;

    /// <summary>Gets a whole number; null when absent.</summary>
    public int? Integer(string column) => Text(column) is not { } text
        ? null
        : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value)
            ? value
            : throw Error(column, "the value is not a whole number", text);

    /// <summary>Gets a number; null when absent.</summary>
    public double? Number(string column) => Text(column) is not { } text
        ? null
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value)
            ? value
            : throw Error(column, "the value is not a number", text, "a number with a decimal point, for example 0.25");

    /// <summary>An error at a column of the current row.</summary>
    public HistoException Error(string column, string what, object? seen = null, object? wanted = null, string? action = null) => new(
        ErrorCodes.BadManifest, what, where: FormattableString.Invariant($"{_path}, line {Line}, column '{column}'"), seen: seen, wanted: wanted, action: action);

    public void Dispose() => _csv.Dispose();

    private T Guarded<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (CsvFormatException error)
        {
            throw new HistoException(
                ErrorCodes.BadManifest,
                "the line is not CSV",
                where: FormattableString.Invariant($"{_path}, line {error.LineNumber}"),
                action: "Check its quotes.",
                inner: error);
        }
    }
}
