using TorchSharp;
using Xunit.Sdk;

namespace Histo.TestKit;

/// <summary>Asserts that code leaves no tensor behind on this thread.</summary>
public static class LiveTensors
{
    /// <summary>Gets the number of live tensors that this thread created.</summary>
    public static long Count => DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;

    /// <summary>Runs an action twice (the first time may fill caches) and asserts that the second run leaves the count unchanged.</summary>
    public static void ShouldStayConstant(Action action)
    {
        action();
        long before = Count;
        action();
        if (Count != before)
        {
            throw new XunitException($"{Count - before} tensors were left behind.");
        }
    }
}
