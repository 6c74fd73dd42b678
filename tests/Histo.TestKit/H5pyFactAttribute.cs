using System.Diagnostics;
using Xunit;

namespace Histo.TestKit;

/// <summary>A test that has Python read what was written; skipped with the reason where Python has no h5py.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class H5pyFactAttribute : FactAttribute
{
    /// <summary>The system's Python, which sees Debian's packages.</summary>
    public const string Python = "/usr/bin/python3";

    public H5pyFactAttribute()
    {
        if (!HasH5py())
        {
            Skip = "Python's h5py is not installed (Debian: python3-h5py).";
        }
    }

    private static bool HasH5py()
    {
        if (!File.Exists(Python))
        {
            return false;
        }

        using Process process = Process.Start(new ProcessStartInfo(Python, ["-c", "import h5py"]) { RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
