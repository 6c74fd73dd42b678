namespace Histo.Ssl.Reports;

/// <summary>How much a notice matters.</summary>
public enum NoticeKind
{
    /// <summary>Good to know.</summary>
    Information,

    /// <summary>Read it before trusting the figures.</summary>
    Warning,

    /// <summary>Something failed or was left out.</summary>
    Problem,
}
