using System.Diagnostics;

namespace Histo.Ssl.Mil.Tests.Aggregators;

/// <summary>How much more memory than ever before in this process an action needs.</summary>
internal static class PeakMemory
{
    public static long Growth(Action action)
    {
        long before = Peak();
        action();
        return Peak() - before;
    }

    private static long Peak()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }
}
