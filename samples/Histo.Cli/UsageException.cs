namespace Histo.Cli;

/// <summary>The command line asks for something that it cannot have: exit code 2.</summary>
internal sealed class UsageException(string message) : Exception(message);
