using Histo.Cli.Output;
using Histo.Ssl.Features;
using Spectre.Console;

namespace Histo.Cli.Commands;

/// <summary>Shows an extraction: bars on a terminal, a line a slide elsewhere; notices at once.</summary>
internal static class ExtractionProgressBar
{
    public static ExtractionOutcome Run(Func<IProgress<ExtractionProgress>, ExtractionOutcome> run)
    {
        if (Console.IsErrorRedirected)
        {
            return run(new SynchronousProgress<ExtractionProgress>(WriteLine));
        }

        ExtractionOutcome? outcome = null;
        CliProgress.Run(context =>
        {
            ProgressTask cohort = context.AddTask("slides"), slide = context.AddTask("tiles");
            outcome = run(new SynchronousProgress<ExtractionProgress>(each =>
            {
                Notice(each);
                (cohort.MaxValue, cohort.Value) = (each.SlideCount, each.SlidesDone);
                if (each.Tiles is { } tiles)
                {
                    slide.Description = each.SlideId.EscapeMarkup();
                    (slide.MaxValue, slide.Value) = (tiles.Total, tiles.Done);
                }
            }));
        });
        return outcome!;
    }

    private static void Notice(ExtractionProgress each)
    {
        if (each.Notice is { } text)
        {
            CliOutput.Notice(text);
        }
    }

    private static void WriteLine(ExtractionProgress each)
    {
        Notice(each);
        if (each.Finished is { } slide)
        {
            Console.Error.WriteLine($"{each.SlidesDone}/{each.SlideCount} {slide.SlideId}: {slide.Status.ToString().ToLowerInvariant()}, {slide.Tiles} tiles");
        }
    }
}
