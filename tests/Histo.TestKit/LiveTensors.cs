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

    /// <summary>As <see cref="ShouldStayConstant"/>, for code whose tensors pass from thread to thread. Nothing else may run meanwhile.</summary>
    public static void ShouldStayConstantOnAllThreads(Action action)
    {
        action();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        long before = torch.Tensor.TotalCount;
        action();
        if (torch.Tensor.TotalCount != before)
        {
            throw new XunitException($"{torch.Tensor.TotalCount - before} tensors were left behind.");
        }
    }
}
