using Histo.Ssl.Features;

namespace Histo.Ssl.Tests.Features;

/// <summary>Keeps the rows that are appended; can be told to fail.</summary>
internal sealed class MemoryStore(Exception? failure = null) : IFeatureStoreWriter
{
    public List<float> Features { get; } = [];

    public List<long> Positions { get; } = [];

    public List<int> Appends { get; } = [];

    public bool IsComplete { get; private set; }

    public void Append(ReadOnlySpan<float> features, ReadOnlySpan<long> positions)
    {
        if (failure is not null)
        {
            throw failure;
        }

        Features.AddRange(features);
        Positions.AddRange(positions);
        Appends.Add(positions.Length / 2);
    }

    public void Complete() => IsComplete = true;

    public void Dispose()
    {
    }
}
