using System.Runtime.InteropServices;

namespace Histo.Ssl;

/// <summary>Settings of the C library's allocator under which tensors cost less. They hold for the whole process, so the application decides.</summary>
public static partial class NativeHeap
{
    private const int TrimThreshold = -1, MmapThreshold = -3, LargestMmapThreshold = 32 << 20;
    private const string HugePageFile = "/sys/kernel/mm/transparent_hugepage/enabled", TorchHugePages = "THP_MEM_ALLOC_ENABLE";
    private static readonly Lazy<NativeHeapChanges> Changes = new(() => OperatingSystem.IsLinux() ? Apply(ChangesFor(Environment.GetEnvironmentVariable, HugePages())) : NativeHeapChanges.None);

    /// <summary>Keeps freed memory for the next tensor instead of giving it back to the system, and lets libtorch ask for huge pages. To be called before the first tensor is made; loads nothing.</summary>
    /// <remarks>
    /// A fresh page costs a fault and is zeroed; where faults are slow (virtual machines), tensors above 32 MB were seen to cost nine times as much as the work on them. Results do not change. Works on Linux with glibc; elsewhere nothing
    /// is changed. What the environment says goes before: another allocator (LD_PRELOAD), GLIBC_TUNABLES or MALLOC_ variables, THP_MEM_ALLOC_ENABLE. The process keeps up to 2 GB of freed memory. Figures: docs/performance.md.
    /// </remarks>
    /// <returns>What was changed, the same at each call.</returns>
    public static NativeHeapChanges Tune() => Changes.Value;

    internal static NativeHeapChanges ChangesFor(Func<string, string?> variable, string hugePages)
    {
        bool Says(string name, string word) => variable(name)?.Contains(word, StringComparison.Ordinal) == true;
        if (Says("LD_PRELOAD", "malloc"))
        {
            return NativeHeapChanges.None;
        }

        bool chosen = Says("GLIBC_TUNABLES", "glibc.malloc.") || variable("MALLOC_TRIM_THRESHOLD_") is not null || variable("MALLOC_MMAP_THRESHOLD_") is not null;

        // Huge pages without kept memory are slower than neither: libtorch aligns its blocks to 2 MB, and each would come from the system.
        bool huge = !chosen && variable(TorchHugePages) is null && (hugePages.Contains("[madvise]", StringComparison.Ordinal) || hugePages.Contains("[always]", StringComparison.Ordinal));
        return (chosen ? NativeHeapChanges.None : NativeHeapChanges.FreedMemoryIsKept) | (huge ? NativeHeapChanges.HugePages : NativeHeapChanges.None);
    }

    private static NativeHeapChanges Apply(NativeHeapChanges changes)
    {
        try
        {
            if (changes.HasFlag(NativeHeapChanges.FreedMemoryIsKept) && (SetOption(MmapThreshold, LargestMmapThreshold) == 0 || SetOption(TrimThreshold, int.MaxValue) == 0))
            {
                return NativeHeapChanges.None;
            }

            // .NET's own variables are a copy, which libtorch does not see.
            return changes.HasFlag(NativeHeapChanges.HugePages) && SetVariable(TorchHugePages, "1", 1) != 0 ? changes & ~NativeHeapChanges.HugePages : changes;
        }
        catch (Exception error) when (error is EntryPointNotFoundException or DllNotFoundException)
        {
            // A C library without these options, for example musl.
            return NativeHeapChanges.None;
        }
    }

    private static string HugePages()
    {
        try
        {
            return File.ReadAllText(HugePageFile);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return string.Empty;
        }
    }

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int SetOption(int option, int value);

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int replace);
}
