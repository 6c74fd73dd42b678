using Histo.Ssl.Training;

namespace Histo.Benchmarks.Memory;

/// <summary>Calls back after each step, on the trainer's own thread.</summary>
internal sealed class Reported(Action<StepMeters> report) : IProgress<StepMeters>
{
    public void Report(StepMeters value) => report(value);
}
