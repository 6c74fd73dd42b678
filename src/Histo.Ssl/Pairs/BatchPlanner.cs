using Histo.Ssl.Randomness;
using Histo.Ssl.Tiling;

namespace Histo.Ssl.Pairs;

/// <summary>Says what the batch of a step holds: its anchors, a positive for each, and what every row is.</summary>
/// <remarks>
/// What is planned is a function of the seed, the step, the tiles and the sampler. Going on from step to step is fast; so is a jump unless the sampler has a guard (see <see cref="AnchorSequence.CursorAt(long)"/>).
/// Safe for several threads, one at a time.
/// </remarks>
public sealed class BatchPlanner
{
    private const int ReplacementTries = 100;
    private readonly Lock _gate = new();
    private readonly int[]? _bags;
    private readonly int[] _anchors;
    private readonly PositivePair[] _positives;
    private readonly ViewLayout _layout = ViewLayout.Pair;
    private AnchorCursor _cursor;

    /// <summary>Creates a planner.</summary>
    /// <param name="tiles">The tiles.</param>
    /// <param name="sampler">What positives are.</param>
    /// <param name="batchSize">Pairs in a batch, 1 or more.</param>
    /// <param name="seed">Seed of the run.</param>
    /// <param name="bags">Index of the bag of each slide; null: each slide is a bag.</param>
    /// <param name="balance">What has equal shares among the anchors of every batch.</param>
    /// <param name="strata">Which slides have which rows of every batch; null for no such rule. Not together with a balance.</param>
    /// <exception cref="HistoException">HS0001: the batch size is less than 1 or too small for the strata. HS0002: there is not one bag or stratum a slide. HS1301: there are fewer anchors than a batch needs.</exception>
    public BatchPlanner(TileSet tiles, IPositivePairSampler sampler, int batchSize, ulong seed, IReadOnlyList<int>? bags = null, AnchorBalance balance = AnchorBalance.None, AnchorStrata? strata = null)
    {
        Anchors = new AnchorSequence(tiles, sampler, batchSize, seed, balance, strata);
        if (bags is not null && bags.Count != tiles.Slides.Count)
        {
            throw new HistoException(ErrorCodes.WrongShape, "there is not one bag a slide", seen: bags.Count, wanted: tiles.Slides.Count);
        }

        (Tiles, Sampler, Labels, ExclusionRadius) = (tiles, sampler, new WeakLabels(tiles), sampler.ExclusionRadius);
        _bags = bags is null ? null : [.. bags];
        _anchors = new int[batchSize];
        _positives = new PositivePair[batchSize];
        _cursor = Anchors.CursorAt(0);
    }

    /// <summary>Gets the tiles.</summary>
    public TileSet Tiles { get; }

    /// <summary>Gets what draws the positives.</summary>
    public IPositivePairSampler Sampler { get; }

    /// <summary>Gets the order of the anchors.</summary>
    public AnchorSequence Anchors { get; }

    /// <summary>Gets the numbers of the weak labels in <see cref="BatchRow.WeakLabel"/>.</summary>
    public WeakLabels Labels { get; }

    /// <summary>Gets the distance within which another row of a batch is no negative; see <see cref="BatchContext.ExclusionRadius"/>.</summary>
    /// <value>What the sampler says (default).</value>
    public int ExclusionRadius { get; init; }

    /// <summary>Gets the views of a pair. Local crops add rows, not tiles: anchors and positives are the same for every layout.</summary>
    /// <value><see cref="ViewLayout.Pair"/> (default): two views.</value>
    /// <exception cref="HistoException">HS0001: the number of local crops is negative, or there are more than 256 views.</exception>
    public ViewLayout Layout
    {
        get => _layout;
        init => _layout = Require(value);
    }

    /// <summary>Gets the number of pairs in a batch.</summary>
    public int BatchSize => Anchors.BatchSize;

    /// <summary>Plans the batch of a step.</summary>
    /// <param name="step">0 or more.</param>
    /// <returns>Rows 0 .. N-1 are the anchors, row N + i the positive of anchor i, row v N + i view v of that pair as <see cref="Layout"/> says.</returns>
    /// <exception cref="HistoException">HS1302: the guard refuses so many tiles that a batch cannot be filled.</exception>
    public BatchContext Plan(long step) => Plan(step, out _);

    /// <summary>Plans the batch of a step and says where the order of anchors stands after it.</summary>
    /// <param name="step">0 or more.</param>
    /// <param name="after">Receives what to save for going on with the next step; see <see cref="Resume"/>.</param>
    /// <returns>Rows 0 .. N-1 are the anchors, row N + i the positive of anchor i, row v N + i view v of that pair as <see cref="Layout"/> says.</returns>
    /// <exception cref="HistoException">HS1302: the guard refuses so many tiles that a batch cannot be filled.</exception>
    public BatchContext Plan(long step, out AnchorState after)
    {
        lock (_gate)
        {
            if (_cursor.Step != step)
            {
                _cursor = Anchors.CursorAt(step);
            }

            long epoch = _cursor.Next(_anchors);
            after = _cursor.State;
            Sampler.Sample(new PairDraw(Anchors.Seed, step), 0, _anchors, _positives);
            var rows = new BatchRow[Layout.Views * BatchSize];
            for (int i = 0; i < BatchSize; i++)
            {
                SetPair(rows, i, _anchors[i], _positives[i]);
            }

            return new BatchContext(step, epoch, BatchSize, rows) { ExclusionRadius = ExclusionRadius };
        }
    }

    /// <summary>Goes to a saved place, so that the next step is planned without going through those before.</summary>
    /// <param name="state">What <see cref="Plan(long, out AnchorState)"/> gave with the same tiles, sampler, batch size and seed.</param>
    /// <exception cref="HistoException">HS1303: the state belongs to another order.</exception>
    public void Resume(AnchorState state)
    {
        lock (_gate)
        {
            _cursor = Anchors.CursorAt(state);
        }
    }

    /// <summary>Replaces the pairs of a batch whose tiles cannot be read.</summary>
    /// <param name="context">A planned batch.</param>
    /// <param name="isReadable">Whether a tile can be read; its answer for a tile must not change.</param>
    /// <returns>
    /// A batch in which an unreadable positive is the anchor itself (relation self, fallback), and an unreadable anchor another one with a positive drawn for it: readable, not yet in the batch, allowed by the
    /// guard, drawn from a random stream of its row. Local crops follow their tile. A function of the step and of which tiles can be read; the given batch when all can.
    /// </returns>
    /// <exception cref="HistoException">HS0002: the batch has another number of pairs or views than this planner's. HS1304: no readable tile was found in 100 draws.</exception>
    public BatchContext Repair(BatchContext context, Func<int, bool> isReadable)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(isReadable);
        if (context.Pairs != BatchSize || context.Views != Layout.Views)
        {
            throw new HistoException(
                ErrorCodes.WrongShape, "the batch is not one of this planner", seen: $"{context.Pairs} pairs of {context.Views} views", wanted: $"{BatchSize} pairs of {Layout.Views} views");
        }

        BatchRow[]? rows = null;
        Span<PositivePair> drawn = new PositivePair[1];
        for (int i = 0; i < context.Pairs; i++)
        {
            ReadOnlySpan<BatchRow> current = rows ?? context.Rows;
            int anchor = current[i].Tile, positive = current[context.Pairs + i].Tile;
            if (!isReadable(anchor))
            {
                rows ??= context.Rows.ToArray();
                int replacement = DrawReplacement(context.Step, rows, i, isReadable);
                Sampler.Sample(ReplacementDraw(context.Step), i, [replacement], drawn);
                SetPair(rows, i, replacement, isReadable(drawn[0].Tile) ? drawn[0] : new PositivePair(replacement, PairRelation.Self, Fallback: true));
            }
            else if (!isReadable(positive))
            {
                rows ??= context.Rows.ToArray();
                SetPair(rows, i, anchor, new PositivePair(anchor, PairRelation.Self, Fallback: true));
            }
        }

        return rows is null ? context : new BatchContext(context.Step, context.Epoch, context.Pairs, rows) { ExclusionRadius = context.ExclusionRadius };
    }

    private int DrawReplacement(long step, BatchRow[] rows, int row, Func<int, bool> isReadable)
    {
        ReadOnlySpan<BatchRow> anchors = rows.AsSpan(0, BatchSize);
        IAnchorBatch? rule = Anchors.Guard?.Begin(anchors.Length);
        var taken = new HashSet<int>();
        for (int i = 0; i < anchors.Length; i++)
        {
            taken.Add(anchors[i].Tile);
            if (i != row)
            {
                rule?.Add(anchors[i].Tile);
            }
        }

        CounterRandom random = ReplacementDraw(step).Stream(row, RandomSlot.AnchorOrder);
        for (int attempt = 0; attempt < ReplacementTries; attempt++)
        {
            int tile = Anchors.Substitute(rows[row].Tile, ref random);
            if (!taken.Contains(tile) && (rule?.Allows(tile) ?? true) && isReadable(tile))
            {
                return tile;
            }
        }

        throw new HistoException(
            ErrorCodes.NoReplacement,
            "no readable tile was found that could take the place of an unreadable anchor",
            $"step {step}, tile {rows[row].Tile} of slide {Tiles.Slides[rows[row].Address.Slide].Source.SlideId}",
            $"{ReplacementTries} draws without success",
            "a readable tile that is not in the batch and that the guard allows",
            "Check that the slides' files can be reached and read (histo doctor --full).");
    }

    // Replacements use numbers of their own: the streams of the batch are spent.
    private PairDraw ReplacementDraw(long step) => new PairDraw(Anchors.Seed, step).Fork(int.MaxValue);

    private void SetPair(BatchRow[] rows, int i, int anchor, PositivePair positive)
    {
        BatchRow first = Row(anchor, PairRelation.Self, false), second = Row(positive.Tile, positive.Relation, positive.Fallback);
        for (int view = 0; view < Layout.Views; view++)
        {
            rows[(view * BatchSize) + i] = (Layout.ShowsPositive(view) ? second : first) with { View = (byte)view };
        }
    }

    private BatchRow Row(int tile, PairRelation relation, bool fallback)
    {
        TileAddress address = Tiles[tile];
        return new BatchRow(tile, address, Labels.OfSlide(address.Slide), _bags is null ? address.Slide : _bags[address.Slide], 0, relation, fallback);
    }

    private static ViewLayout Require(ViewLayout layout)
    {
        ArgumentNullException.ThrowIfNull(layout);
        const int most = byte.MaxValue + 1;
        return layout.LocalCrops is >= 0 and <= most && layout.Views <= most
            ? layout
            : throw new HistoException(ErrorCodes.InvalidOption, "the number of local crops lies outside its range", "Layout.LocalCrops", layout.LocalCrops, $"0 or more, {most} views at most");
    }
}
