using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;
using Histo.Ssl.Pairs;
using Histo.Ssl.Tiling;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Histo.Ssl.Views;

/// <summary>Reads the tiles of planned batches ahead, on threads of its own, and hands the batches out strictly in the order of their steps.</summary>
/// <remarks>
/// Each distinct tile of a batch is read once, in the order slide, row, column, and the reads of a batch are spread over all threads. What a batch holds does not depend on the number or timing of threads. A tile that
/// cannot be read (HS1005) is left out from then on and replaced by the rule of <see cref="BatchPlanner.Repair"/>; the rows of the batch say what was really used. Any other error is thrown
/// to the caller at the step where it happened. Local crops share the pixels of their tile. Buffers go round: in steady state a batch allocates only its <see cref="BatchContext"/> and the list of sources. Disposing stops and joins the threads; a
/// batch that the caller still holds stays valid.
/// </remarks>
public sealed partial class TileBatchReader : IBatchSource
{
    private readonly object _gate = new();
    private readonly ITileSource _source;
    private readonly BatchPlanner _planner;
    private readonly PixelBufferPool _pool;
    private readonly TileQuarantine _quarantine;
    private readonly BatchRepair _repair;
    private readonly Queue<BatchInProgress> _open = new();
    private readonly Stack<BatchInProgress> _spare = new();
    private readonly Thread[] _threads;
    private readonly ReadingClock _reading = new(), _planning = new(), _idle = new(), _waiting = new();
    private readonly int _tileBytes;
    private readonly long _endStep;
    private BatchInProgress? _assigning;
    private ExceptionDispatchInfo? _fault;
    private bool _isPlanning, _stopping;
    private long _nextPlan, _batches, _tilesRead;

    /// <summary>Creates a reader and starts its threads.</summary>
    /// <param name="source">Pixels of the planner's tiles; the caller disposes it, after the reader.</param>
    /// <param name="planner">What the batches hold; used by this reader alone while it lives. Readers of consecutive stretches may share it one after the other.</param>
    /// <param name="options">Settings, copied; null for the defaults.</param>
    /// <param name="logger">Receives a warning a tile that cannot be read; null for none.</param>
    /// <exception cref="HistoException">HS0001: an option lies outside its range. HS0002: the source has other tiles than the planner. HS1452: a batch is larger than a buffer can be.</exception>
    public TileBatchReader(ITileSource source, BatchPlanner planner, TileBatchReaderOptions? options = null, ILogger<TileBatchReader>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(planner);
        TileBatchReaderOptions settings = OptionRules.Require(options ?? new TileBatchReaderOptions());
        if (source.Tiles.Count != planner.Tiles.Count)
        {
            throw new HistoException(ErrorCodes.WrongShape, "the source has other tiles than the planner", seen: source.Tiles.Count, wanted: planner.Tiles.Count);
        }

        (_source, _planner) = (source, planner);
        _tileBytes = source.TileSize * source.TileSize * 3;
        int bufferBytes = BufferBytes(planner.BatchSize, source.TileSize);
        Capacity = settings.PrefetchMegabytes is { } budget ? (int)Math.Clamp(((long)budget << 20) / bufferBytes, 1, 1024) : settings.PrefetchBatches;
        (NextStep, _nextPlan, _endStep) = (settings.StartStep, settings.StartStep, settings.EndStep ?? long.MaxValue);
        _pool = new PixelBufferPool(bufferBytes);
        _quarantine = new TileQuarantine(planner.Tiles, settings.MaxUnreadableShare, logger ?? (ILogger)NullLogger.Instance);
        _repair = new BatchRepair(source, planner, _pool, _quarantine);
        _threads = new Thread[settings.ReaderThreads];
        for (int i = 0; i < _threads.Length; i++)
        {
            _threads[i] = new Thread(Run) { IsBackground = true, Name = FormattableString.Invariant($"histo-read-{i}") };
        }

        Array.ForEach(_threads, thread => thread.Start());
    }

    /// <summary>Gets the step of the batch that <see cref="Next"/> gives next.</summary>
    public long NextStep { get; private set; }

    /// <summary>Gets where the order of anchors stands after the last batch that was handed out, for saving; null before the first.</summary>
    public AnchorState? Position { get; private set; }

    /// <summary>Gets how many batches are read ahead at most.</summary>
    public int Capacity { get; }

    /// <summary>Gets the tiles that could not be read, in the order in which batches met them; a snapshot.</summary>
    public IReadOnlyList<QuarantinedTile> Quarantined => _quarantine.Reported;

    /// <summary>Gets what reading has cost so far.</summary>
    public ReadingStatistics Statistics =>
        new(Interlocked.Read(ref _batches), Interlocked.Read(ref _tilesRead), _reading.Seconds, _planning.Seconds, _idle.Seconds, _waiting.Seconds);

    /// <summary>Waits for the next batch and hands it out.</summary>
    /// <param name="cancellation">Ends the waiting; reading goes on, and a later call gets the same batch.</param>
    /// <returns>The batch of <see cref="NextStep"/>; the caller disposes it.</returns>
    /// <exception cref="OperationCanceledException">The waiting was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The reader has been disposed.</exception>
    /// <exception cref="InvalidOperationException">The end step is reached.</exception>
    /// <exception cref="HistoException">HS1451: too many tiles cannot be read. HS1302, HS1304: a batch cannot be filled. And what a source throws.</exception>
    public PixelBatch Next(CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        using CancellationTokenRegistration wake = cancellation.UnsafeRegister(static reader => ((TileBatchReader)reader!).Wake(), this);
        BatchInProgress batch;
        lock (_gate)
        {
            RequireMore();
            long start = ReadingClock.Now;
            while (!IsReady())
            {
                // Asked under the lock: a token that is cancelled from here on wakes the wait.
                cancellation.ThrowIfCancellationRequested();
                Monitor.Wait(_gate);
                ObjectDisposedException.ThrowIf(_stopping, this);
            }

            _waiting.AddSince(start);
            batch = Dequeue();
        }

        return HandOut(batch);
    }

    /// <summary>Hands out the next batch when it is ready; does not wait.</summary>
    /// <param name="batch">Receives the batch of <see cref="NextStep"/>, which the caller disposes; null when it is not ready or the end step is reached.</param>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="ObjectDisposedException">The reader has been disposed.</exception>
    /// <exception cref="HistoException">As for <see cref="Next"/>.</exception>
    public bool TryTake([NotNullWhen(true)] out PixelBatch? batch)
    {
        BatchInProgress ready;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_stopping, this);
            if (NextStep >= _endStep || !IsReady())
            {
                batch = null;
                return false;
            }

            ready = Dequeue();
        }

        batch = HandOut(ready);
        return true;
    }

    /// <summary>Hands out batch after batch up to the end step.</summary>
    /// <param name="cancellation">Ends the waiting for a batch.</param>
    /// <returns>Batches that the caller disposes one by one.</returns>
    public IEnumerable<PixelBatch> ReadAll(CancellationToken cancellation = default)
    {
        while (NextStep < _endStep)
        {
            yield return Next(cancellation);
        }
    }

    /// <summary>Stops the threads, waits until each has finished the tile in its hands, and lets go of the buffers.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _stopping = true;
            Monitor.PulseAll(_gate);
        }

        Array.ForEach(_threads, thread => thread.Join());
        _pool.Close();
        lock (_gate)
        {
            _open.Clear();
            _spare.Clear();
        }
    }

    private static int BufferBytes(int pairs, int tileSize)
    {
        long bytes = (long)ViewLayout.GlobalViews * pairs * tileSize * tileSize * 3;
        return bytes <= Array.MaxLength
            ? (int)bytes
            : throw new HistoException(
                ErrorCodes.BatchTooLarge, "the pixels of a batch do not fit into one buffer", FormattableString.Invariant($"{pairs} pairs of {tileSize} pixels"), bytes, $"at most {Array.MaxLength} bytes", "Lower the batch size and accumulate gradients over several batches.");
    }

    private void Wake()
    {
        lock (_gate)
        {
            Monitor.PulseAll(_gate);
        }
    }

    private void RequireMore()
    {
        ObjectDisposedException.ThrowIf(_stopping, this);
        if (NextStep >= _endStep)
        {
            throw new InvalidOperationException(FormattableString.Invariant($"All batches up to the end step {_endStep} have been handed out."));
        }
    }

    private bool IsReady()
    {
        // Once the run has stopped at a step, every later call says why.
        _fault?.Throw();
        return _open.TryPeek(out BatchInProgress? first) && first.IsDone;
    }

    private BatchInProgress Dequeue()
    {
        BatchInProgress batch = _open.Dequeue();
        if (batch.Fault is not null)
        {
            _fault = batch.Fault;
            _fault.Throw();
        }

        NextStep++;
        Position = batch.After;
        Monitor.PulseAll(_gate);
        return batch;
    }

    private PixelBatch HandOut(BatchInProgress batch)
    {
        if (batch.Unreadable is { } unreadable)
        {
            try
            {
                _quarantine.Report(unreadable);
            }
            catch (HistoException error)
            {
                lock (_gate)
                {
                    _fault = ExceptionDispatchInfo.Capture(error);
                }

                throw;
            }
        }

        BatchContext context = batch.Context!;
        var result = new PixelBatch(context, _source.TileSize, batch.Pixels!, batch.Sources(context.Rows), _pool.Return);
        Interlocked.Increment(ref _batches);
        lock (_gate)
        {
            _spare.Push(batch);
        }

        return result;
    }
}
