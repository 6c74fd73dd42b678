using System.Runtime.ExceptionServices;
using Histo.Ssl.Tiling;
using static TorchSharp.torch;

namespace Histo.Ssl.Features;

/// <summary>Reads and prepares tiles batch by batch, one batch ahead of the consumer.</summary>
/// <remarks>Two buffers and two prepared batches in all. The consumer runs on the calling thread, sees the batches in order, and never waits inside an async method.</remarks>
internal sealed class TileReadAhead(ITileSource source, IReadOnlyList<int> tiles, EmbeddingOptions options, Func<TileReadBatch, Tensor>? prepare = null)
{
    // Errors of slides and their pixels leave a tile out; anything else is a mistake of the caller and stops the run.
    private const string SlideErrors = "HS10";
    private readonly int _tileBytes = source.TileSize * source.TileSize * 3;

    public void ForEach(Action<TileReadBatch> consume, CancellationToken cancellationToken)
    {
        Task<TileReadBatch>? next = tiles.Count > 0 ? Start(0, cancellationToken) : null;
        try
        {
            while (next is not null)
            {
                using TileReadBatch current = Wait(ref next);
                int follower = current.First + current.Count;
                next = follower < tiles.Count ? Start(follower, cancellationToken) : null;
                consume(current);
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
        finally
        {
            Abandon(next);
        }
    }

    private static TileReadBatch Wait(ref Task<TileReadBatch>? task)
    {
        Task<TileReadBatch> waited = task!;
        task = null;
        try
        {
            return waited.GetAwaiter().GetResult();
        }
        catch (AggregateException error) when (error.InnerException is not null)
        {
            ExceptionDispatchInfo.Throw(error.InnerException);
            throw;
        }
    }

    // The consumer failed or was cancelled: let the reading threads leave the source before the caller disposes it.
    private static void Abandon(Task<TileReadBatch>? task)
    {
        if (task is null)
        {
            return;
        }

        Task.WaitAny(task);
        if (task.IsCompletedSuccessfully)
        {
            task.Result.Dispose();
        }
        else
        {
            _ = task.Exception;
        }
    }

    private Task<TileReadBatch> Start(int first, CancellationToken cancellationToken) => Task.Run(() => Read(first, cancellationToken), CancellationToken.None);

    private TileReadBatch Read(int first, CancellationToken cancellationToken)
    {
        var batch = new TileReadBatch(first, Math.Min(options.BatchSize, tiles.Count - first), _tileBytes);
        try
        {
            var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.ReadingThreads, CancellationToken = cancellationToken };
            Parallel.For(0, batch.Count, parallel, position => ReadTile(batch, position));
            batch.Input = prepare?.Invoke(batch);
            return batch;
        }
        catch
        {
            batch.Dispose();
            throw;
        }
    }

    private void ReadTile(TileReadBatch batch, int position)
    {
        try
        {
            source.Read(tiles[batch.First + position], batch.Tile(position));
            batch.Content[position] = TileContent.Of(batch.Tile(position));
        }
        catch (HistoException error) when (error.Code.StartsWith(SlideErrors, StringComparison.Ordinal))
        {
            batch.Errors[position] = error;
            batch.Tile(position).Clear();
        }
    }
}
