using Histo.Cli.Output;
using Histo.Ssl.Comparison;
using Spectre.Console;

namespace Histo.Cli.Commands;

/// <summary>Shows a comparison: a bar for all runs and one for each that is at work; a line a finished run where there is no terminal.</summary>
internal static class ComparisonProgressBar
{
    public static ComparisonResult Run(Func<IProgress<ComparisonProgress>, ComparisonResult> run)
    {
        if (Console.IsErrorRedirected)
        {
            return run(new SynchronousProgress<ComparisonProgress>(WriteLine));
        }

        ComparisonResult? result = null;
        CliProgress.Run(context =>
        {
            ProgressTask all = context.AddTask("runs");
            var working = new Dictionary<string, ProgressTask>(StringComparer.Ordinal);
            result = run(new SynchronousProgress<ComparisonProgress>(each =>
            {
                // Several runs report at once.
                lock (working)
                {
                    (all.MaxValue, all.Value) = (each.Total, each.Done);
                    Show(context, working, each);
                }
            }));
        });
        return result!;
    }

    private static void Show(ProgressContext context, Dictionary<string, ProgressTask> working, ComparisonProgress each)
    {
        if (!working.TryGetValue(each.Run, out ProgressTask? task))
        {
            working.Add(each.Run, task = context.AddTask(each.Run.EscapeMarkup()));
        }

        if (each.Stage is "finished" or "failed")
        {
            task.StopTask();
            task.IsIndeterminate = false;
            working.Remove(each.Run);
            return;
        }

        task.Description = $"{each.Run}: {each.Stage}".EscapeMarkup();
        task.IsIndeterminate = each.Training?.Step is null;
        if (each.Training is { Step: { } step } training)
        {
            (task.MaxValue, task.Value) = (training.Steps, step.Step + 1);
        }
    }

    private static void WriteLine(ComparisonProgress each)
    {
        if (each.Stage is "finished" or "failed")
        {
            Console.Error.WriteLine($"{each.Done}/{each.Total} {each.Run}: {each.Stage}{(each.Error is null ? string.Empty : $", {each.Error}")}");
        }
    }
}
