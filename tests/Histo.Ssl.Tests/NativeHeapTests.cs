namespace Histo.Ssl.Tests;

public class NativeHeapTests
{
    private const string OnRequest = "always [madvise] never", Never = "always madvise [never]";

    [Theory]
    [InlineData(OnRequest, null, null, NativeHeapChanges.FreedMemoryIsKept | NativeHeapChanges.HugePages)]
    [InlineData("[always] madvise never", null, null, NativeHeapChanges.FreedMemoryIsKept | NativeHeapChanges.HugePages)]
    [InlineData(Never, null, null, NativeHeapChanges.FreedMemoryIsKept)]
    [InlineData("", null, null, NativeHeapChanges.FreedMemoryIsKept)]
    [InlineData(OnRequest, "LD_PRELOAD", "libtcmalloc_minimal.so.4", NativeHeapChanges.None)]
    [InlineData(OnRequest, "LD_PRELOAD", "libfaketime.so.1", NativeHeapChanges.FreedMemoryIsKept | NativeHeapChanges.HugePages)]
    [InlineData(OnRequest, "GLIBC_TUNABLES", "glibc.malloc.trim_threshold=131072", NativeHeapChanges.None)]
    [InlineData(OnRequest, "MALLOC_TRIM_THRESHOLD_", "131072", NativeHeapChanges.None)]
    [InlineData(OnRequest, "THP_MEM_ALLOC_ENABLE", "0", NativeHeapChanges.FreedMemoryIsKept)]
    public void ChangesFor_LeaveWhatTheEnvironmentSays(string hugePages, string? name, string? value, NativeHeapChanges expected) =>
        NativeHeap.ChangesFor(variable => variable == name ? value : null, hugePages).Should().Be(expected);
}
