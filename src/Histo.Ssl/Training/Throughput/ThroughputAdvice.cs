using System.Globalization;
using Histo.Ssl.Slides.Tiff;

namespace Histo.Ssl.Training;

/// <summary>Tells from measurements what limits training, and which option to change.</summary>
internal static class ThroughputAdvice
{
    // Below this share nobody would notice.
    private const double Noticeable = 0.1;

    public static ThroughputLimit Limit(double waitingShare, double viewShare, double computeShare, double? diskTilesPerSecond, double tilesPerSecond)
    {
        if (waitingShare > Noticeable)
        {
            // Decoding cannot be faster than its input: close to the disk's own speed it is the disk.
            return diskTilesPerSecond < 1.5 * tilesPerSecond ? ThroughputLimit.Disk : ThroughputLimit.Decoding;
        }

        return viewShare > computeShare ? ThroughputLimit.Views : ThroughputLimit.Compute;
    }

    /// <param name="report">What was measured.</param>
    /// <param name="options">The options of the run.</param>
    /// <param name="memory">MiB of the machine.</param>
    public static IReadOnlyList<string> For(ThroughputReport report, PretrainOptions options, long memory)
    {
        TrainingOptions training = options.Training;
        long megabytes = ((long)report.Tiles * options.Tiling.TileSize * options.Tiling.TileSize * 3 >> 20) + 1;
        string cache = report.FitsInMemory
            ? "All tiles fit into the tile cache: a run reads the slides once, at its start."
            : megabytes > memory / 2
            ? Text($"The decoded tiles take {megabytes} MiB, too much for a tile cache on this machine with {memory} MiB: they are read at each step.")
            : Text($"Training.TileCacheMegabytes = {megabytes} (now {training.TileCacheMegabytes}) would hold all tiles in memory and read the slides once.");
        if (report.FitsInMemory && report.Limit is (ThroughputLimit.Disk or ThroughputLimit.Decoding))
        {
            return [cache];
        }

        return report.Limit switch
        {
            ThroughputLimit.Disk => [cache, "Copy the slides to a local disk: the files come slower than their tiles could be decoded."],
            ThroughputLimit.Decoding => [cache, .. Reading(report, training)],
            ThroughputLimit.Views => ["Augmentation.Preset = light, smaller views (Encoder.InputSize) or fewer local crops; on the CPU, more Training.ComputeThreads."],
            _ when training.Device == "cpu" => ["The network takes the time: Training.Device = cuda where there is one, a smaller encoder (Encoder.Architecture, Encoder.Width) or smaller views (Encoder.InputSize). Faster reading would change nothing."],
            _ when options.Optimization.Precision != "bfloat16" => ["The network takes the time: Optimization.Precision = bfloat16 (or tf32), or a smaller encoder. Faster reading would change nothing."],
            _ => ["The network takes the time: a smaller encoder. Faster reading would change nothing."],
        };
    }

    private static IEnumerable<string> Reading(ThroughputReport report, TrainingOptions training)
    {
        if (report.Slides > training.OpenSlides)
        {
            yield return Text($"Training.OpenSlides = {report.Slides} (now {training.OpenSlides}): most reads open their slide anew. A slide that OpenSlide holds open takes up to 32 MB.");
        }

        if (!TurboJpegLibrary.Installed.IsAvailable)
        {
            yield return $"JPEG tiles can be decoded faster: {TurboJpegLibrary.Installed.Reason}.";
        }

        yield return training.ReaderThreads < report.Processors
            ? Text($"Training.ReaderThreads = {report.Processors} (now {training.ReaderThreads}).")
            : "Every processor decodes already. Train at a resolution that the slides have as a level of their own, or on a machine with more processors.";
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
