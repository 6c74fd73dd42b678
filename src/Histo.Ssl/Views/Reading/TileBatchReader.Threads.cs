using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;
using Histo.Ssl.Pairs;

namespace Histo.Ssl.Views;

/// <content>What the reading threads do: plan, read, finish.</content>
public sealed partial class TileBatchReader
{
    private const int LargestItem = 32;

    private void Run()
    {
        while (TakeWork(out BatchInProgress? batch, out int first, out int count))
        {
            try
            {
                Read(batch, first, count);
            }
            catch (Exception error)
            {
                // Thrown to the caller at this step; the batches before it are still handed out.
                lock (_gate)
                {
                    batch.Fault ??= ExceptionDispatchInfo.Capture(error);
                }
            }

            Finish(batch, count);
        }
    }

    /// <summary>Takes some tiles of the batch that is being read, and plans the next batch when there are none; waits while enough is read ahead. False: the reader stops.</summary>
    private bool TakeWork([NotNullWhen(true)] out BatchInProgress? batch, out int first, out int count)
    {
        while (true)
        {
            lock (_gate)
            {
                while (!_stopping && _assigning is null && !CanPlan)
                {
                    Idle();
                }

                if (_stopping)
                {
                    (batch, first, count) = (null, 0, 0);
                    return false;
                }

                if (_assigning is { } current)
                {
                    (batch, first) = (current, current.Taken);
                    count = Math.Min(current.Count - first, Math.Clamp(current.Count / (_threads.Length * 4), 1, LargestItem));
                    current.Taken += count;
                    _assigning = current.Taken < current.Count ? current : null;
                    return true;
                }

                _isPlanning = true;
            }

            Plan();
        }
    }

    private bool CanPlan => !_isPlanning && _open.Count < Capacity && _nextPlan < _endStep && _fault is null;

    private void Idle()
    {
        long start = ReadingClock.Now;
        bool isFull = _open.Count >= Capacity;
        Monitor.Wait(_gate);
        if (isFull)
        {
            _idle.AddSince(start);
        }
    }

    /// <summary>Plans the next batch, one thread at a time, while the others go on reading.</summary>
    private void Plan()
    {
        long start = ReadingClock.Now;
        BatchInProgress batch = RentBatch();
        batch.Start(_nextPlan);
        try
        {
            batch.Context = _planner.Plan(batch.Step, out AnchorState after);
            batch.After = after;
            batch.SetTiles(batch.Context);
            batch.Pixels = _pool.Rent();
        }
        catch (Exception error)
        {
            // A batch that cannot be planned ends the run: nothing is planned behind it.
            batch.Fault = ExceptionDispatchInfo.Capture(error);
            batch.IsDone = true;
        }

        _planning.AddSince(start);
        lock (_gate)
        {
            _isPlanning = false;
            _nextPlan = batch.IsDone ? long.MaxValue : _nextPlan + 1;
            _assigning = batch.IsDone ? null : batch;
            _open.Enqueue(batch);
            Monitor.PulseAll(_gate);
        }
    }

    private BatchInProgress RentBatch()
    {
        lock (_gate)
        {
            return _spare.TryPop(out BatchInProgress? spare) ? spare : new BatchInProgress(ViewLayout.GlobalViews * _planner.BatchSize);
        }
    }

    private void Read(BatchInProgress batch, int first, int count)
    {
        long start = ReadingClock.Now;
        for (int i = first; i < first + count && !Volatile.Read(ref _stopping); i++)
        {
            int tile = batch.Tiles[i];
            if (_quarantine.Contains(tile))
            {
                batch.SetFailed(i);
                continue;
            }

            try
            {
                _source.Read(tile, batch.Pixels.AsSpan(i * _tileBytes, _tileBytes));
                Interlocked.Increment(ref _tilesRead);
            }
            catch (HistoException error) when (error.Code == ErrorCodes.PixelsUnreadable)
            {
                _quarantine.Add(tile, error.Message);
                batch.SetFailed(i);
            }
        }

        _reading.AddSince(start);
    }

    /// <summary>Counts tiles as read; the thread that brings the last ones also repairs the batch.</summary>
    private void Finish(BatchInProgress batch, int count)
    {
        lock (_gate)
        {
            batch.Finished += count;
            if (batch.Finished < batch.Count)
            {
                return;
            }
        }

        try
        {
            if (batch.Fault is null && batch.HasFailures && !Volatile.Read(ref _stopping))
            {
                _repair.Repair(batch);
            }
        }
        catch (Exception error)
        {
            batch.Fault = ExceptionDispatchInfo.Capture(error);
        }

        lock (_gate)
        {
            batch.IsDone = true;
            Monitor.PulseAll(_gate);
        }
    }
}
