using System.Globalization;
using System.Text;

namespace Histo.Ssl;

/// <summary>An error with a stable code that says what is wrong, where, which value was seen, which was wanted and what to do next.</summary>
/// <remarks>All codes are listed in <see cref="ErrorCodes"/> and explained in <c>docs/errors.md</c>.</remarks>
public class HistoException : Exception
{
    /// <summary>Creates an error.</summary>
    /// <param name="code">One of <see cref="ErrorCodes"/>, for example "HS1004".</param>
    /// <param name="what">What is wrong, in one sentence without a full stop.</param>
    /// <param name="where">The file, slide, tile or option concerned.</param>
    /// <param name="seen">The value that was found.</param>
    /// <param name="wanted">The value or range that is accepted.</param>
    /// <param name="action">What the reader can do next.</param>
    /// <param name="inner">The error underneath, when there is one.</param>
    public HistoException(
        string code,
        string what,
        string? where = null,
        object? seen = null,
        object? wanted = null,
        string? action = null,
        Exception? inner = null)
        : base(Format(code, what, where, seen, wanted, action), inner)
    {
        Code = code;
        What = what;
        Where = where;
        Seen = Text(seen);
        Wanted = Text(wanted);
        Action = action;
    }

    /// <summary>Gets the stable code.</summary>
    public string Code { get; }

    /// <summary>Gets what is wrong.</summary>
    public string What { get; }

    /// <summary>Gets the file, slide, tile or option concerned; null when there is none.</summary>
    public string? Where { get; }

    /// <summary>Gets the value that was found, as culture-invariant text; null when there is none.</summary>
    public string? Seen { get; }

    /// <summary>Gets what is accepted, as culture-invariant text; null when there is nothing to name.</summary>
    public string? Wanted { get; }

    /// <summary>Gets what the reader can do next; null when there is nothing to do.</summary>
    public string? Action { get; }

    private static string? Text(object? value) => value is null ? null : Convert.ToString(value, CultureInfo.InvariantCulture);

    private static string Format(string code, string what, string? where, object? seen, object? wanted, string? action)
    {
        var text = new StringBuilder().Append(code).Append(": ").Append(what);
        if (where is not null)
        {
            text.Append(" (").Append(where).Append(')');
        }

        if (seen is not null)
        {
            text.Append("; seen: ").Append(Text(seen));
        }

        if (wanted is not null)
        {
            text.Append("; wanted: ").Append(Text(wanted));
        }

        return action is null ? text.Append('.').ToString() : text.Append(". ").Append(action).ToString();
    }
}
