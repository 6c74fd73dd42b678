using Histo.Cli.Output;
using Histo.Ssl.Slides;
using Histo.Ssl.Tiling;
using Histo.Ssl.Tissue;
using Spectre.Console;

namespace Histo.Cli.Commands;

/// <summary>Tiles a cohort with a progress bar.</summary>
internal static class TilingRunner
{
    public static TilingResult Run(ISlideSource source, SlideManifest manifest, TilingOptions options, TissueOptions tissue, CancellationToken cancellation)
    {
        TilingResult? result = null;
        CliProgress.Run(progress =>
        {
            ProgressTask task = progress.AddTask("tiling", maxValue: manifest.Slides.Count);
            var report = new SynchronousProgress<TilingProgress>(each => task.Value = each.SlidesDone);
            result = new TileSetBuilder(source, options, new OtsuTissueDetector(tissue)).Build(manifest.Slides, report, cancellation);
        });
        return result!;
    }

    /// <summary>The same for a command that does not list the slides: names those that are left out or damaged.</summary>
    public static TilingResult RunAndName(ISlideSource source, SlideManifest manifest, TilingOptions options, TissueOptions tissue, CancellationToken cancellation)
    {
        TilingResult result = Run(source, manifest, options, tissue, cancellation);
        foreach (SlideOutcome each in result.Outcomes.Where(each => each.Code is not null))
        {
            CliOutput.Notice($"{each.Slide.SlideId}: {(each.Tiles == 0 ? "left out; " : string.Empty)}{each.Reason}");
        }

        return result;
    }
}
