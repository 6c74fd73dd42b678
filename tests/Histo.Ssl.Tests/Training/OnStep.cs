using Histo.Ssl.Training;

namespace Histo.Ssl.Tests.Training;

/// <summary>Calls back at once, on the training thread.</summary>
internal sealed class OnStep(Action<StepMeters> action) : IProgress<StepMeters>
{
    public void Report(StepMeters value) => action(value);
}
