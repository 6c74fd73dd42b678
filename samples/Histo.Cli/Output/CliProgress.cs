using Spectre.Console;

namespace Histo.Cli.Output;

/// <summary>Progress bars on the error stream; nothing when it is not a terminal.</summary>
internal static class CliProgress
{
    public static void Run(Action<ProgressContext> work) => CliOutput.Errors.Progress()
        .AutoClear(true)
        .HideCompleted(false)
        .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn(), new SpinnerColumn())
        .Start(work);
}
