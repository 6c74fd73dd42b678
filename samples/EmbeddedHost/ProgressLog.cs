using Histo.Ssl.Training;
using Microsoft.Extensions.Logging;

namespace EmbeddedHost;

/// <summary>Writes a run's progress to the log: each slide, then twenty lines of training.</summary>
internal sealed class ProgressLog(ILogger logger) : IProgress<PretrainProgress>
{
    public void Report(PretrainProgress value)
    {
        if (value.Tiling is { } tiling)
        {
            logger.LogInformation("Tiled {Done} of {Slides} slides: {Tiles} tiles", tiling.SlidesDone, tiling.SlideCount, tiling.Tiles);
        }
        else if (value.Step is { } step && ((step.Step + 1) % Math.Max(1, value.Steps / 20) == 0 || step.Step + 1 == value.Steps))
        {
            logger.LogInformation("Step {Step} of {Steps}: loss {Loss:F2}, {Rate:F0} images/s", step.Step + 1, value.Steps, step.Loss, step.ImagesPerSecond);
        }
    }
}
