using System.Diagnostics.Metrics;

namespace Histo.Ssl.Training;

/// <summary>The meters of a run as instruments of the meter "Histo.Ssl", for any metrics listener of the host.</summary>
public static class TrainingMetrics
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Histo.Ssl";

    private static readonly Meter Source = new(MeterName);
    private static readonly Counter<long> Steps = Source.CreateCounter<long>("histo.ssl.steps", description: "Finished training steps.");
    private static readonly Histogram<double> Duration = Source.CreateHistogram<double>("histo.ssl.step.duration", "s", "Duration of a training step.");
    private static readonly Histogram<double> Waiting = Source.CreateHistogram<double>("histo.ssl.step.waiting", "1", "Share of a step spent waiting for pixels.");
    private static readonly Histogram<double> Loss = Source.CreateHistogram<double>("histo.ssl.loss", description: "Loss of a step.");

    internal static void Record(StepMeters meters)
    {
        Steps.Add(1);
        Duration.Record(meters.Seconds);
        Waiting.Record(meters.WaitingShare);
        Loss.Record(meters.Loss);
    }
}
