using Histo.Ssl.Randomness;

namespace Histo.Ssl.Pairs;

/// <summary>Walks along an <see cref="AnchorSequence"/>, batch by batch. For one thread.</summary>
public sealed class AnchorCursor
{
    private readonly AnchorSequence _sequence;
    private readonly HashSet<int> _batch;
    private readonly List<int> _pending;
    private readonly long _patience;
    private Permutation _order;
    private long _orderEpoch = -1;
    private long _position;
    private long _skipped;

    internal AnchorCursor(AnchorSequence sequence, AnchorState state)
    {
        _sequence = sequence;
        _batch = new HashSet<int>(sequence.BatchSize);
        _pending = [.. state.Pending];
        (Step, _position, _skipped) = (state.Step, state.Position, state.Skipped);
        _patience = Math.Min(2L * sequence.Count, 10_000_000);
    }

    /// <summary>Gets the number of anchors in a batch.</summary>
    public int BatchSize => _sequence.BatchSize;

    /// <summary>Gets the step of the next batch.</summary>
    public long Step { get; private set; }

    /// <summary>Gets where the cursor stands, for saving.</summary>
    public AnchorState State => new(Step, _position, _pending.Count == 0 ? [] : [.. _pending], _skipped);

    /// <summary>Takes the next batch.</summary>
    /// <param name="anchors">Receives <see cref="AnchorSequence.BatchSize"/> different tiles.</param>
    /// <returns>The epoch in which the batch begins.</returns>
    /// <exception cref="HistoException">HS0002: the span has another length. HS1302: the guard refuses so many tiles that the batch cannot be filled.</exception>
    public long Next(Span<int> anchors)
    {
        if (anchors.Length != _sequence.BatchSize)
        {
            throw new HistoException(ErrorCodes.WrongShape, "there is not one place an anchor", seen: anchors.Length, wanted: _sequence.BatchSize);
        }

        long epoch = _position / _sequence.Count;
        IAnchorBatch? rule = _sequence.Guard?.Begin(anchors.Length);
        _batch.Clear();
        int filled = OfferPending(anchors, rule);
        for (long refused = 0; filled < anchors.Length;)
        {
            int tile = Draw();
            if (TryPlace(tile, rule))
            {
                anchors[filled++] = tile;
                continue;
            }

            _pending.Add(tile);
            GiveUp(2L * _sequence.PendingLimit);
            if (++refused > _patience)
            {
                throw TooStrict(filled);
            }
        }

        GiveUp(_sequence.PendingLimit);
        Step++;
        return epoch;
    }

    private int OfferPending(Span<int> anchors, IAnchorBatch? rule)
    {
        int filled = 0, kept = 0;
        for (int i = 0; i < _pending.Count; i++)
        {
            int tile = _pending[i];
            if (filled < anchors.Length && TryPlace(tile, rule))
            {
                anchors[filled++] = tile;
            }
            else
            {
                _pending[kept++] = tile;
            }
        }

        _pending.RemoveRange(kept, _pending.Count - kept);
        return filled;
    }

    private bool TryPlace(int tile, IAnchorBatch? rule)
    {
        if (_batch.Contains(tile) || !(rule?.Allows(tile) ?? true))
        {
            return false;
        }

        _batch.Add(tile);
        rule?.Add(tile);
        return true;
    }

    private int Draw()
    {
        long epoch = _position / _sequence.Count;
        if (epoch != _orderEpoch)
        {
            (_order, _orderEpoch) = (new Permutation(_sequence.Count, _sequence.Seed, epoch), epoch);
        }

        return _sequence.TileAt(_order[(int)(_position++ - (epoch * _sequence.Count))]);
    }

    private void GiveUp(long limit)
    {
        if (_pending.Count > limit)
        {
            int excess = _pending.Count - _sequence.PendingLimit;
            _pending.RemoveRange(0, excess);
            _skipped += excess;
        }
    }

    private HistoException TooStrict(int filled) => new(
        ErrorCodes.GuardTooStrict,
        "the guard refuses so many tiles that a batch cannot be filled",
        $"step {Step}, {_sequence.Guard?.Description}",
        $"{filled} anchors of {_sequence.BatchSize}",
        "a full batch",
        "Lower the batch size or the minimum distance, raise the limit a slide, or add slides.");
}
