namespace Histo.Ssl;

/// <summary>What <see cref="NativeHeap.Tune"/> changed.</summary>
[Flags]
public enum NativeHeapChanges
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Blocks below 32 MB stay in the process when they are freed.</summary>
    FreedMemoryIsKept = 1,

    /// <summary>libtorch asks for huge pages for tensors of 2 MB and more.</summary>
    HugePages = 2,
}
