using System.Runtime;

namespace Histo.Ssl.Training;

/// <summary>Keeps garbage collections out of training steps: one that falls into a call of libtorch can free a number that TorchSharp 0.107 handed to it, and end the run.</summary>
/// <remarks>
/// Between steps a region without collections begins with room for many steps; when most of it is used, a collection is made between two steps and the next region begins. Nothing is promised: another part of the application
/// may have such a region of its own, or allocate more than there is room for, and after some such regions this one stops trying. Collections are fewer than without; the room is taken from the system as it is used.
/// </remarks>
internal sealed class CollectionPause : IDisposable
{
    private const long Room = 128L << 20, Used = 96L << 20;
    private const int Vain = 20, WholeHeapEvery = 16;
    private long _start;
    private int _begun, _cutShort;
    private bool _running;

    /// <summary>Gets whether collections are kept out now.</summary>
    public bool IsRunning => _running && GCSettings.LatencyMode == GCLatencyMode.NoGCRegion;

    /// <summary>To be called between two steps, while no tensor operation runs, on any thread.</summary>
    public void BetweenSteps()
    {
        if (IsRunning && GC.GetTotalAllocatedBytes() - _start < Used)
        {
            return;
        }

        _cutShort += _running && !IsRunning ? 1 : 0;
        End();
        if (_cutShort < Vain)
        {
            Begin();
        }
    }

    /// <summary>Lets collections happen again.</summary>
    public void Dispose() => End();

    private void Begin()
    {
        // Regions do not nest: where the application is in one, its own keeps collections out.
        if (GCSettings.LatencyMode == GCLatencyMode.NoGCRegion)
        {
            return;
        }

        GC.Collect(++_begun % WholeHeapEvery == 0 ? GC.MaxGeneration : 1);
        try
        {
            _running = GC.TryStartNoGCRegion(Room);

            // Where the system does not give the room, each attempt costs a collection.
            _cutShort += _running ? 0 : 1;
        }
        catch (Exception error) when (error is InvalidOperationException or ArgumentOutOfRangeException)
        {
            // Somebody else began one in this moment, or the heap is limited to less.
            _cutShort = Vain;
        }

        _start = GC.GetTotalAllocatedBytes();
    }

    private void End()
    {
        if (IsRunning)
        {
            try
            {
                GC.EndNoGCRegion();
            }
            catch (InvalidOperationException)
            {
                // It ended by itself in this moment.
            }
        }

        _running = false;
    }
}
