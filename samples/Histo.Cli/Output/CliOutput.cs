using System.Text.Json;
using System.Text.Json.Nodes;
using Histo.Ssl;
using Spectre.Console;

namespace Histo.Cli.Output;

/// <summary>Where results, notices and errors go: people read the error stream while it works and the standard stream for results; with --json the standard stream holds one JSON document only.</summary>
internal sealed class CliOutput(bool json)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public bool Json => json;

    /// <summary>Console for people: the standard stream, or with --json the error stream.</summary>
    public IAnsiConsole People { get; } = json ? Errors : Open(Console.Out, Console.IsOutputRedirected);

    /// <summary>Progress and notices.</summary>
    public static IAnsiConsole Errors { get; } = Open(Console.Error, Console.IsErrorRedirected);

    public void Line(string text) => People.MarkupLineInterpolated($"{text}");

    public static void Notice(string text) => Errors.MarkupLineInterpolated($"[yellow]notice:[/] {text}");

    public void Result(JsonNode node)
    {
        if (json)
        {
            Console.Out.WriteLine(node.ToJsonString(Indented));
        }
    }

    public int Fail(HistoException error)
    {
        if (json)
        {
            Result(new JsonObject { ["error"] = new JsonObject { ["code"] = error.Code, ["message"] = error.Message } });
        }

        Errors.MarkupLineInterpolated($"[red]error[/] {error.Message}");
        return ExitCodes.Failure;
    }

    // A file or pipe has no width: lines are not broken there.
    private static IAnsiConsole Open(TextWriter writer, bool redirected)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) });
        console.Profile.Width = redirected ? 100_000 : console.Profile.Width;
        return console;
    }

    public int Fail(string code, string message) => Fail(new HistoException(code, message));
}
