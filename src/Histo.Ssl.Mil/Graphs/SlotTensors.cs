using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Graphs;

/// <summary>A neighbour table on a device.</summary>
/// <param name="Sources">(K, N) int64: the instance heard in each slot; 0 where there is none.</param>
/// <param name="Missing">(K, N) bool: true where there is none.</param>
/// <param name="Back">(K, N) int64: index into the flattened (K, N) of the entry in which that neighbour hears the node; null for tables that are not symmetric.</param>
internal sealed record SlotTensors(Tensor Sources, Tensor Missing, Tensor? Back) : IDisposable
{
    public void Dispose()
    {
        Sources.Dispose();
        Missing.Dispose();
        Back?.Dispose();
    }
}
