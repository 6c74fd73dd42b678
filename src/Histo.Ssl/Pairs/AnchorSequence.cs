using Histo.Ssl.Randomness;
using Histo.Ssl.Tiling;

namespace Histo.Ssl.Pairs;

/// <summary>The endless order in which tiles become anchors: epoch after epoch, every tile that may be an anchor once in each, in a new random order.</summary>
/// <remarks>
/// Batches follow one another without a gap: one that reaches the end of an epoch goes on with the next epoch, so none is incomplete. No tile is twice in a batch: at such a seam a tile that is already
/// there waits for the next batch, as does a tile that the sampler's guard refuses. A tile that a guard keeps refusing is given up until its next epoch only when more than
/// <see cref="PendingLimit"/> tiles wait (a slide with more tiles than a limit a slide allows, for example), and counted. What a batch holds is a function of the seed and the step.
/// With a balance groups take turns instead, see <see cref="AnchorBalance"/>: in any run of as many anchors as there are groups, counted from the first, each group comes once. Groups with fewer tiles are repeated more often, each of
/// their tiles as often as any other of the group; an epoch is still as many anchors as there are tiles. A tile that is already in the batch or is refused is replaced by another one of its group (by any, when the group has
/// none left), nothing waits, and any step is reached at once. With strata (see <see cref="AnchorStrata"/>) each has fixed rows of every batch, and a replacement comes from the same stratum.
/// Memory: nothing, or 4 bytes a tile when some tiles may not be anchors; 4 bytes a tile more with a balance or strata.
/// </remarks>
public sealed class AnchorSequence
{
    private readonly int[]? _eligible;
    private readonly AnchorGroups? _groups;
    private readonly StratifiedAnchors? _strata;

    /// <summary>Creates the order.</summary>
    /// <param name="tiles">The tiles.</param>
    /// <param name="sampler">Says which tiles may be anchors and which may share a batch.</param>
    /// <param name="batchSize">Anchors in a batch, 1 or more.</param>
    /// <param name="seed">Seed of the run.</param>
    /// <param name="balance">What has equal shares in every batch.</param>
    /// <param name="strata">Which slides have which rows of every batch; null for no such rule. Not together with a balance.</param>
    /// <exception cref="HistoException">HS0001: the batch size is less than 1 or too small for the strata, or there are strata and a balance. HS0002: there is not one stratum a slide. HS1301: there are fewer anchors than a batch needs.</exception>
    public AnchorSequence(TileSet tiles, IPositivePairSampler sampler, int batchSize, ulong seed, AnchorBalance balance = AnchorBalance.None, AnchorStrata? strata = null)
    {
        ArgumentNullException.ThrowIfNull(tiles);
        ArgumentNullException.ThrowIfNull(sampler);
        if (batchSize < 1)
        {
            throw new HistoException(ErrorCodes.InvalidOption, "the batch size lies outside its range", seen: batchSize, wanted: "1 or more");
        }

        RequireStrata(tiles, strata, balance);
        (BatchSize, Seed, Guard, Balance) = (batchSize, seed, sampler.Guard, balance);
        _eligible = Eligible(tiles.Count, strata is null ? sampler.CanAnchor : tile => strata.OfSlide(tiles.SlideOf(tile)) >= 0 && sampler.CanAnchor(tile));
        Count = _eligible?.Length ?? tiles.Count;
        Dropped = tiles.Count - Count;
        if (Count < batchSize)
        {
            throw new HistoException(
                ErrorCodes.TooFewAnchors,
                Dropped == 0 ? "there are fewer tiles than a batch has anchors" : $"there are fewer anchors than a batch needs: {Dropped} of {tiles.Count} tiles have no candidate{(strata is null ? string.Empty : " or stratum")} and are dropped",
                sampler.Description,
                Count,
                $"at least {batchSize}, the batch size",
                Count == 0 ? "Take another border policy (Self or Widen), a greater distance or more slides." : $"Lower the batch size to {Count} or less, or add slides.");
        }

        _groups = balance == AnchorBalance.None ? null : new AnchorGroups(tiles, balance, TileAt, Count, seed);
        _strata = strata is null ? null : new StratifiedAnchors(tiles, strata, TileAt, Count, batchSize, seed);
    }

    /// <summary>Gets the number of tiles that may be anchors: the length of an epoch.</summary>
    public int Count { get; }

    /// <summary>Gets the number of tiles that may not be anchors.</summary>
    public int Dropped { get; }

    /// <summary>Gets the number of anchors in a batch.</summary>
    public int BatchSize { get; }

    /// <summary>Gets the seed of the run.</summary>
    public ulong Seed { get; }

    /// <summary>Gets the rule for anchors of one batch; null for none.</summary>
    public IAnchorGuard? Guard { get; }

    /// <summary>Gets what has equal shares in every batch.</summary>
    public AnchorBalance Balance { get; }

    /// <summary>Gets the number of groups that take turns; 1 without a balance.</summary>
    public int Groups => _groups?.Count ?? 1;

    /// <summary>Gets the number of batches in an epoch, not rounded.</summary>
    public double BatchesPerEpoch => (double)Count / BatchSize;

    /// <summary>Gets the number of refused tiles that can wait: 16 batches, 4,096 at least.</summary>
    public int PendingLimit => (int)Math.Min(int.MaxValue, Math.Max(4096, 16L * BatchSize));

    /// <summary>Returns a cursor that stands before a step.</summary>
    /// <param name="step">0 or more.</param>
    /// <remarks>At once without a guard; with a guard (or fewer tiles than two batches) all batches before are gone through: use a saved <see cref="AnchorState"/> for long runs.</remarks>
    /// <exception cref="HistoException">HS1302: the guard is too strict.</exception>
    public AnchorCursor CursorAt(long step)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        if (Direct(step) is { } direct)
        {
            return direct;
        }

        long start = Guard is not null || Count < 2L * BatchSize ? 0 : step > 0 && CrossesEpoch(step - 1) ? step - 1 : step;
        var cursor = new ShuffledAnchorCursor(this, new AnchorState(start, start * BatchSize, [], 0));
        if (cursor.Step < step)
        {
            int[] passed = new int[BatchSize];
            while (cursor.Step < step)
            {
                cursor.Next(passed);
            }
        }

        return cursor;
    }

    /// <summary>Returns a cursor at a saved place.</summary>
    /// <param name="state">What <see cref="AnchorCursor.State"/> gave for the same tiles, sampler, batch size and seed.</param>
    /// <exception cref="HistoException">HS1303: the state belongs to another order.</exception>
    public AnchorCursor CursorAt(AnchorState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        long placed = state.Position - state.Pending.Length - state.Skipped;
        if (state.Step < 0 || state.Skipped < 0 || placed != state.Step * BatchSize || state.Pending.Any(tile => tile < 0 || tile >= Count + Dropped))
        {
            throw new HistoException(
                ErrorCodes.AnchorStateMismatch,
                "the saved place in the order of anchors belongs to another batch size or tile set",
                $"step {state.Step}",
                placed,
                state.Step * BatchSize,
                "Resume with the options and tiles of the run that saved it.");
        }

        return Direct(state.Step) ?? new ShuffledAnchorCursor(this, state);
    }

    /// <summary>The tile at a place of an epoch's order.</summary>
    internal int TileAt(int place) => _eligible is null ? place : _eligible[place];

    /// <summary>Draws a tile that may take the place of another: any, or one of the same stratum.</summary>
    internal int Substitute(int tile, ref CounterRandom random)
    {
        if (_strata is null)
        {
            return TileAt(random.Next(Count));
        }

        ReadOnlySpan<int> peers = _strata.PeersOf(tile);
        return peers[random.Next(peers.Length)];
    }

    /// <summary>A cursor of an order in which any step is reached at once; null for the plain order.</summary>
    private AnchorCursor? Direct(long step) =>
        _groups is not null ? new BalancedAnchorCursor(this, _groups, step) : _strata is not null ? new StratifiedAnchorCursor(this, _strata, step) : null;

    // Without a guard tiles wait only after such a batch, and for one batch: everywhere else the position is a plain product.
    private bool CrossesEpoch(long step) => step * BatchSize / Count != (((step + 1) * BatchSize) - 1) / Count;

    private static void RequireStrata(TileSet tiles, AnchorStrata? strata, AnchorBalance balance)
    {
        if (strata is not null && balance != AnchorBalance.None)
        {
            throw new HistoException(ErrorCodes.InvalidOption, "the objective lays out the anchors of a batch itself", "Pairs.Balance", balance, AnchorBalance.None);
        }

        if (strata is not null && strata.Slides != tiles.Slides.Count)
        {
            throw new HistoException(ErrorCodes.WrongShape, "there is not one stratum a slide", seen: strata.Slides, wanted: tiles.Slides.Count);
        }
    }

    private static int[]? Eligible(int count, Func<int, bool> canAnchor)
    {
        int first = 0;
        while (first < count && canAnchor(first))
        {
            first++;
        }

        if (first == count)
        {
            return null;
        }

        var eligible = new List<int>(count);
        eligible.AddRange(Enumerable.Range(0, first));
        for (int tile = first + 1; tile < count; tile++)
        {
            if (canAnchor(tile))
            {
                eligible.Add(tile);
            }
        }

        return [.. eligible];
    }
}
