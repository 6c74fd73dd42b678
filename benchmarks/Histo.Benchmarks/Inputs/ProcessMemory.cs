using System.Globalization;

namespace Histo.Benchmarks.Inputs;

/// <summary>Memory of this process in bytes, as Linux counts it.</summary>
internal static class ProcessMemory
{
    /// <summary>Gets the resident size now.</summary>
    public static long Resident => Bytes("VmRSS");

    /// <summary>Gets the largest resident size so far.</summary>
    public static long Peak => Bytes("VmHWM");

    private static long Bytes(string name) => 1024 * File.ReadLines("/proc/self/status").Where(line => line.StartsWith(name + ":", StringComparison.Ordinal))
        .Select(line => long.Parse(line.Split(':')[1].Replace("kB", string.Empty, StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture)).FirstOrDefault();
}
