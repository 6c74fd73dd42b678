using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Graphs;

/// <summary>Who sends messages to whom: for each instance the list of instances that it hears, itself first.</summary>
/// <remarks>
/// Stored slot by slot, (K, N): slot 0 of node i is i itself, further slots its neighbours in ascending order, -1 where it has fewer than the widest. A symmetric table also knows the way back, so that gradients are gathered, never
/// scattered: the slot in which the neighbour hears the node. Disposing it disposes its tensors.
/// </remarks>
public sealed class NeighbourTable : IDisposable
{
    private readonly int[] _slots;
    private readonly int[]? _back;
    private readonly Dictionary<string, SlotTensors> _devices = [];

    private NeighbourTable(int nodes, int width, int[] slots, int[]? back, GraphSource source) => (Nodes, Width, _slots, _back, Source) = (nodes, width, slots, back, source);

    /// <summary>Gets the number of instances N.</summary>
    public int Nodes { get; }

    /// <summary>Gets the number of slots K: the largest number of neighbours, and the instance itself.</summary>
    public int Width { get; }

    /// <summary>Gets what the table was made from.</summary>
    public GraphSource Source { get; }

    /// <summary>Gets whether a neighbour's neighbours include the node, always.</summary>
    public bool IsSymmetric => _back is not null;

    /// <summary>Makes a table of lists.</summary>
    /// <param name="neighbours">For each node its neighbours in ascending order, without itself.</param>
    /// <param name="source">What they were found from.</param>
    /// <param name="symmetric">Whether every neighbour has the node among its own.</param>
    internal static NeighbourTable Create(IReadOnlyList<int[]> neighbours, GraphSource source, bool symmetric)
    {
        int nodes = neighbours.Count, width = 1 + neighbours.Max(each => each.Length);
        int[] slots = new int[(long)nodes * width];
        Array.Fill(slots, -1);
        int[]? back = symmetric ? new int[slots.Length] : null;
        for (int node = 0; node < nodes; node++)
        {
            slots[node] = node;
            for (int slot = 1; slot <= neighbours[node].Length; slot++)
            {
                int other = neighbours[node][slot - 1], at = (slot * nodes) + node;
                slots[at] = other;
                if (back is not null)
                {
                    back[at] = 1 + Array.BinarySearch(neighbours[other], node);
                }
            }
        }

        return new NeighbourTable(nodes, width, slots, back, source);
    }

    /// <summary>Returns what a node hears in a slot: an instance, or -1.</summary>
    /// <param name="node">0 to <see cref="Nodes"/> - 1.</param>
    /// <param name="slot">0 (the node itself) to <see cref="Width"/> - 1.</param>
    public int this[int node, int slot] => _slots[(slot * Nodes) + node];

    /// <summary>Disposes the tensors.</summary>
    public void Dispose()
    {
        foreach (SlotTensors each in _devices.Values)
        {
            each.Dispose();
        }

        _devices.Clear();
    }

    /// <summary>Returns the table as tensors, made once a device; they stay the table's.</summary>
    internal SlotTensors On(Device device)
    {
        string name = device.ToString();
        if (!_devices.TryGetValue(name, out SlotTensors? tensors))
        {
            using DisposeScope scope = NewDisposeScope();
            using var noGrad = no_grad();
            Tensor slots = tensor(_slots, [Width, Nodes], device: device).to(ScalarType.Int64);
            Tensor missing = slots.lt(0), sources = slots.clamp(min: 0);
            Tensor? back = _back is null ? null : (tensor(_back, [Width, Nodes], device: device).to(ScalarType.Int64) * Nodes) + sources;
            _devices.Add(name, tensors = new SlotTensors(sources.DetachFromDisposeScope(), missing.DetachFromDisposeScope(), back?.DetachFromDisposeScope()));
        }

        return tensors;
    }
}
