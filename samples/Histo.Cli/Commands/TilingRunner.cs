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
}
