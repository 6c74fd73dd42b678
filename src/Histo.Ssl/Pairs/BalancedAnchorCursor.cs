using Histo.Ssl.Randomness;

namespace Histo.Ssl.Pairs;

/// <summary>Walks along an order in which groups take turns. Each batch is computed for itself, also with a guard: any step is reached at once.</summary>
/// <remarks>A tile that is already in the batch, or that the guard refuses, is replaced by another one of its group; by any tile when the group has none left.</remarks>
internal sealed class BalancedAnchorCursor(AnchorSequence sequence, AnchorGroups groups, long step) : AnchorCursor(sequence, step)
{
    private const int Tries = 64;
    private readonly HashSet<int> _batch = new(sequence.BatchSize);

    public override AnchorState State => new(Step, Step * BatchSize, [], 0);

    private protected override long Fill(Span<int> anchors)
    {
        IAnchorBatch? rule = Sequence.Guard?.Begin(anchors.Length);
        _batch.Clear();
        for (int i = 0; i < anchors.Length; i++)
        {
            (int group, int tile) = groups.At((Step * BatchSize) + i);
            anchors[i] = Allows(tile, rule) ? tile : Replace(i, group, rule);
            _batch.Add(anchors[i]);
            rule?.Add(anchors[i]);
        }

        return Step * BatchSize / Sequence.Count;
    }

    private bool Allows(int tile, IAnchorBatch? rule) => !_batch.Contains(tile) && (rule?.Allows(tile) ?? true);

    private int Replace(int row, int group, IAnchorBatch? rule)
    {
        var random = new CounterRandom(Sequence.Seed, Step + 1, row, RandomSlot.AnchorGroups);
        ReadOnlySpan<int> own = groups.TilesOf(group);
        for (int i = 0; i < 2 * Tries; i++)
        {
            int tile = i < Tries ? own[random.Next(own.Length)] : Sequence.TileAt(random.Next(Sequence.Count));
            if (Allows(tile, rule))
            {
                return tile;
            }
        }

        int start = random.Next(Sequence.Count);
        for (int i = 0; i < Sequence.Count; i++)
        {
            int tile = Sequence.TileAt((int)(((long)start + i) % Sequence.Count));
            if (Allows(tile, rule))
            {
                return tile;
            }
        }

        throw TooStrict(row);
    }
}
