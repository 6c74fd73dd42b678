namespace Histo.Cli;

/// <summary>What the process returns.</summary>
internal static class ExitCodes
{
    public const int Success = 0;

    /// <summary>Problems were found, or a run failed.</summary>
    public const int Failure = 1;

    public const int WrongUsage = 2;

    public const int Cancelled = 130;
}
