using System.Text.Json.Nodes;

namespace Histo.Cli.Tests;

/// <summary>What a process left: exit code and both streams.</summary>
public sealed record ConsoleResult(int ExitCode, string Output, string Errors)
{
    /// <summary>The standard stream as the one JSON document that --json promises.</summary>
    public JsonNode Json => JsonNode.Parse(Output) ?? throw new InvalidOperationException("The output is null.");

    public override string ToString() => $"exit {ExitCode}\n{Output}\n{Errors}";
}
