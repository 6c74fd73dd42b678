using System.CommandLine;
using Histo.Cli.Output;
using Histo.Ssl;
using Spectre.Console;

namespace Histo.Cli;

/// <summary>Runs the body of a command and turns what it throws into messages and exit codes.</summary>
internal static class CommandRunner
{
    public static readonly Option<bool> Json = new("--json") { Description = "Print one JSON document for machines instead of text." };

    public static void OnRun(this Command command, Func<ParseResult, CliOutput, CancellationToken, int> body)
    {
        command.Options.Add(Json);
        command.SetAction((result, cancellation) => Task.Run(() => Guard(result, body, cancellation), CancellationToken.None));
    }

    private static int Guard(ParseResult result, Func<ParseResult, CliOutput, CancellationToken, int> body, CancellationToken cancellation)
    {
        var output = new CliOutput(result.GetValue(Json));
        try
        {
            return body(result, output, cancellation);
        }
        catch (OperationCanceledException)
        {
            CliOutput.Errors.MarkupLine("[yellow]cancelled[/]");
            return ExitCodes.Cancelled;
        }
        catch (UsageException error)
        {
            CliOutput.Errors.MarkupLineInterpolated($"[red]usage:[/] {error.Message}");
            return ExitCodes.WrongUsage;
        }
        catch (HistoException error)
        {
            return output.Fail(error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            CliOutput.Errors.MarkupLineInterpolated($"[red]error[/] {error.Message}");
            return ExitCodes.Failure;
        }
    }
}
