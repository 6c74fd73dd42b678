using Histo.Ssl.Randomness;

namespace Histo.Ssl.Pairs;

/// <summary>Walks along random orders of all tiles; a tile that is refused waits for the next batch.</summary>
internal sealed class ShuffledAnchorCursor : AnchorCursor
{
    private readonly HashSet<int> _batch;
    private readonly List<int> _pending;
    private readonly long _patience;
    private Permutation _order;
    private long _orderEpoch = -1;
    private long _position;
    private long _skipped;

    public ShuffledAnchorCursor(AnchorSequence sequence, AnchorState state)
        : base(sequence, state.Step)
    {
        _batch = new HashSet<int>(sequence.BatchSize);
        _pending = [.. state.Pending];
        (_position, _skipped) = (state.Position, state.Skipped);
        _patience = Math.Min(2L * sequence.Count, 10_000_000);
    }

    public override AnchorState State => new(Step, _position, _pending.Count == 0 ? [] : [.. _pending], _skipped);

    private protected override long Fill(Span<int> anchors)
    {
        long epoch = _position / Sequence.Count;
        IAnchorBatch? rule = Sequence.Guard?.Begin(anchors.Length);
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
            GiveUp(2L * Sequence.PendingLimit);
            if (++refused > _patience)
            {
                throw TooStrict(filled);
            }
        }

        GiveUp(Sequence.PendingLimit);
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
        long epoch = _position / Sequence.Count;
        if (epoch != _orderEpoch)
        {
            (_order, _orderEpoch) = (new Permutation(Sequence.Count, Sequence.Seed, epoch), epoch);
        }

        return Sequence.TileAt(_order[(int)(_position++ - (epoch * Sequence.Count))]);
    }

    private void GiveUp(long limit)
    {
        if (_pending.Count > limit)
        {
            int excess = _pending.Count - Sequence.PendingLimit;
            _pending.RemoveRange(0, excess);
            _skipped += excess;
        }
    }
}
