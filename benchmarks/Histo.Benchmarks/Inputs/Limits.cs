using System.Diagnostics;

namespace Histo.Benchmarks.Inputs;

/// <summary>Programs in other languages that ours is measured against.</summary>
internal static class Limits
{
    /// <summary>Gives a program the settings of the allocator that <see cref="Ssl.NativeHeap.Tune"/> gives this one: nobody wins by them.</summary>
    public static ProcessStartInfo WithSameHeap(ProcessStartInfo start)
    {
        if (Ssl.NativeHeap.Tune() != Ssl.NativeHeapChanges.None)
        {
            start.Environment["GLIBC_TUNABLES"] = "glibc.malloc.mmap_threshold=33554432:glibc.malloc.trim_threshold=2147483647:glibc.malloc.hugetlb=1";
        }

        return start;
    }
}
