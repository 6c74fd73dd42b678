using System.Globalization;
using Histo.Cli.Output;
using Histo.Ssl.Training;
using Spectre.Console;

namespace Histo.Cli.Commands;

/// <summary>Shows a run: bars on a terminal, a line now and then elsewhere.</summary>
internal static class PretrainProgressBar
{
    public static PretrainOutcome Run(Func<IProgress<PretrainProgress>, PretrainOutcome> run)
    {
        PretrainOutcome? outcome = null;
        if (Console.IsErrorRedirected)
        {
            return run(new SynchronousProgress<PretrainProgress>(WriteLine));
        }

        CliProgress.Run(context =>
        {
            ProgressTask tiling = context.AddTask("tiling"), training = context.AddTask("training");
            outcome = run(new SynchronousProgress<PretrainProgress>(each =>
            {
                if (each.Tiling is { } slides)
                {
                    tiling.MaxValue = slides.SlideCount;
                    tiling.Value = slides.SlidesDone;
                }
                else if (each.Step is { } step)
                {
                    tiling.Value = tiling.MaxValue;
                    training.MaxValue = each.Steps;
                    training.Value = step.Step + 1;
                    training.Description = string.Create(CultureInfo.InvariantCulture, $"training: loss {step.Loss:G4}, {step.ImagesPerSecond:0} images/s");
                }
            }));
        });
        return outcome!;
    }

    private static void WriteLine(PretrainProgress each)
    {
        if (each.Step is { } step && ((step.Step + 1) % Math.Max(1, each.Steps / 20) == 0 || step.Step == 0))
        {
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"step {step.Step + 1}/{each.Steps}: loss {step.Loss:G5}, {step.ImagesPerSecond:0} images/s, waiting {step.WaitingShare:P0}"));
        }
    }
}
