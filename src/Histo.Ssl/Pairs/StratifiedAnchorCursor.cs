using Histo.Ssl.Randomness;

namespace Histo.Ssl.Pairs;

/// <summary>Walks along an order in which strata have fixed rows. Each batch is computed for itself, also with a guard: any step is reached at once.</summary>
/// <remarks>A tile that is already in the batch, or that the guard refuses, is replaced by another one of its stratum, never by one of another.</remarks>
internal sealed class StratifiedAnchorCursor(AnchorSequence sequence, StratifiedAnchors strata, long step) : AnchorCursor(sequence, step)
{
    private readonly HashSet<int> _batch = new(sequence.BatchSize);

    public override AnchorState State => new(Step, Step * BatchSize, [], 0);

    private protected override long Fill(Span<int> anchors)
    {
        IAnchorBatch? rule = Sequence.Guard?.Begin(anchors.Length);
        _batch.Clear();
        for (int i = 0; i < anchors.Length; i++)
        {
            int tile = strata.At(Step, i);
            anchors[i] = Allows(tile, rule) ? tile : Replace(i, tile, rule);
            _batch.Add(anchors[i]);
            rule?.Add(anchors[i]);
        }

        return Step * BatchSize / Sequence.Count;
    }

    private bool Allows(int tile, IAnchorBatch? rule) => !_batch.Contains(tile) && (rule?.Allows(tile) ?? true);

    private int Replace(int row, int tile, IAnchorBatch? rule)
    {
        ReadOnlySpan<int> peers = strata.PeersOf(tile);
        int start = new CounterRandom(Sequence.Seed, Step + 1, row, RandomSlot.AnchorStrata).Next(peers.Length);
        for (int i = 0; i < peers.Length; i++)
        {
            int other = peers[(int)(((long)start + i) % peers.Length)];
            if (Allows(other, rule))
            {
                return other;
            }
        }

        throw TooStrict(row);
    }
}
