using Histo.Ssl.Mil.Bags;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Training;

/// <summary>Keeps bags in memory, with the graphs that were made of them, until a budget is used up; the others are read each time.</summary>
/// <remarks>Epochs read every bag once, so the bags that came first stay: throwing out the oldest would miss every time.</remarks>
internal sealed class BagCache(IBagSource source, long budget, Device device) : IDisposable
{
    private readonly Dictionary<string, Bag> _kept = new(StringComparer.Ordinal);
    private long _bytes;

    public IBagSource Source => source;

    public BagLease Borrow(LabelledBag wanted)
    {
        if (_kept.TryGetValue(wanted.Id, out Bag? bag))
        {
            return new BagLease(bag, kept: true);
        }

        bag = Load(wanted);
        long bytes = bag.Features.numel() * bag.Features.ElementSize;
        bool keep = _bytes + bytes <= budget;
        if (keep)
        {
            _kept.Add(wanted.Id, bag);
            _bytes += bytes;
        }

        return new BagLease(bag, keep);
    }

    public void Dispose()
    {
        foreach (Bag bag in _kept.Values)
        {
            bag.Dispose();
        }

        _kept.Clear();
    }

    private Bag Load(LabelledBag wanted)
    {
        Bag bag = source.Load(wanted);
        if (bag.Features.device_type == device.type)
        {
            return bag;
        }

        using (bag)
        {
            return new Bag(bag.Id, bag.Features.to(device), bag.Positions);
        }
    }
}
