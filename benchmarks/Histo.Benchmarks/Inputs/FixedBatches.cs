using Histo.Ssl.Views;

namespace Histo.Benchmarks.Inputs;

/// <summary>Hands out one batch again and again: reading at no cost.</summary>
internal sealed class FixedBatches(PixelBatch batch) : IBatchSource
{
    private readonly byte[] _pixels = batch.Pixels.ToArray();
    private readonly int[] _sources = [.. Enumerable.Range(0, batch.Context.Rows.Length).Select(batch.SourceOf)];

    public PixelBatch Next(CancellationToken cancellation) => new(batch.Context, batch.TileSize, _pixels, _sources);

    public void Dispose()
    {
    }
}
