using Histo.Ssl.Pairs;
using Histo.Ssl.Tiling;

namespace Histo.Ssl.Mil.WeakSupCon;

/// <summary>Which labels of a cohort count as negative and which as positive, and the batch layout that follows.</summary>
/// <remarks>
/// Labels belong to slides; a slide is a bag. Several positive labels form one positive half: the contrastive loss there never reads labels, so it is the published method on the union of their tiles ([D]: the published code has two classes).
/// Slides without a label are in no half.
/// </remarks>
internal sealed class BagHalves
{
    private const int Negative = 0, Positive = 1;
    private readonly WeakLabels _labels;
    private readonly bool[] _isNegative;
    private readonly string _notice;

    /// <exception cref="HistoException">HS2070, HS2071: a half has no tiles. HS2072: a named label occurs nowhere.</exception>
    public BagHalves(TileSet tiles, IReadOnlyList<string>? negativeLabels)
    {
        _labels = new WeakLabels(tiles);
        foreach (string name in negativeLabels ?? [])
        {
            if (!_labels.Names.Contains(name, StringComparer.Ordinal))
            {
                throw Wrong(ErrorCodes.UnknownNegativeLabel, "a label that was named as negative occurs nowhere in the cohort", name, "Mind the spelling: labels are compared exactly.");
            }
        }

        Func<string, bool> counts = negativeLabels is null
            ? name => WeakSupConOptions.UsualNegativeLabels.Contains(name, StringComparer.OrdinalIgnoreCase)
            : name => negativeLabels.Contains(name, StringComparer.Ordinal);
        _isNegative = [.. _labels.Names.Select(counts)];
        OfSlide = [.. Enumerable.Range(0, tiles.Slides.Count).Select(slide => HalfOf(_labels.OfSlide(slide)))];
        ILookup<int, int> tilesOf = Enumerable.Range(0, OfSlide.Length).ToLookup(slide => OfSlide[slide], slide => tiles.TilesOf(slide).Count);
        if (tilesOf[Negative].Sum() == 0)
        {
            throw Wrong(ErrorCodes.NoNegativeBags, "no slide with tiles has a label that counts as negative", string.Join(", ", negativeLabels ?? WeakSupConOptions.UsualNegativeLabels), "Name the negative labels (--negative-label, WeakSupConOptions.NegativeLabels).");
        }

        if (tilesOf[Positive].Sum() == 0)
        {
            throw Wrong(ErrorCodes.NoPositiveBags, "no slide with tiles has a label that counts as positive", string.Join(", ", NamesOf(Negative)), "Add slides of another label, or name fewer negative labels.");
        }

        string Bags(int half, string kind) => FormattableString.Invariant($"{tilesOf[half].Count()} {kind}, {tilesOf[half].Sum()} tiles");
        _notice = $"{Bags(Negative, "negative bags")} ({string.Join(", ", NamesOf(Negative))}); {Bags(Positive, "positive bags")} ({string.Join(", ", NamesOf(Positive))})"
            + (tilesOf[-1].Any() ? $"; left out: {Bags(-1, "slides without label")}" : string.Empty);
    }

    /// <summary>0 for slides of negative bags, 1 for positive ones, -1 for slides without label.</summary>
    public int[] OfSlide { get; }

    /// <summary>What the halves consist of, for the log.</summary>
    public string Notice => _notice;

    /// <summary>The layout: first the negative half, then the positive one.</summary>
    public AnchorStrata Strata(double negativeShare) => new([new("negative bags", negativeShare), new("positive bags", 1 - negativeShare)], OfSlide);

    /// <summary>The pairs of a batch by half.</summary>
    /// <exception cref="HistoException">HS2073: a half is empty. HS2074: a pair has a tile in each half. HS2075: a tile's bag has no label.</exception>
    public (long[] Negative, long[] Positive) Split(BatchContext context)
    {
        var halves = new List<long>[] { [], [] };
        for (int i = 0; i < context.Pairs; i++)
        {
            int half = HalfOf(context.Rows[i]), other = HalfOf(context.Rows[context.Pairs + i]);
            if (half != other)
            {
                throw new HistoException(
                    ErrorCodes.PairCrossesHalves, "the two tiles of a pair come from bags of different kind", FormattableString.Invariant($"step {context.Step}, pair {i}"),
                    context.Rows[context.Pairs + i].Relation, "a positive from a bag of the anchor's kind", "Choose a sampler that stays within a slide or a label: augmentation, spatial, intra, random-tile or weak-label.");
            }

            halves[half].Add(i);
        }

        return halves[Negative].Count > 0 && halves[Positive].Count > 0
            ? ([.. halves[Negative]], [.. halves[Positive]])
            : throw new HistoException(
                ErrorCodes.BatchLacksHalf, "a batch needs tiles of negative and of positive bags", FormattableString.Invariant($"step {context.Step}"),
                $"{halves[Negative].Count} negative, {halves[Positive].Count} positive", "at least one of each", "Plan the batch with the objective's strata, as PretrainSession does.");
    }

    private int HalfOf(BatchRow row) => HalfOf(row.WeakLabel) is >= 0 and var half
        ? half
        : throw new HistoException(ErrorCodes.BagWithoutLabel, "a tile belongs to a bag without label", $"tile {row.Tile}, slide {row.Address.Slide}", row.WeakLabel, "a label of the cohort", "Plan the batch with the objective's strata, which leave such slides out.");

    private int HalfOf(int label) => label < 0 || label >= _isNegative.Length ? -1 : _isNegative[label] ? Negative : Positive;

    private IEnumerable<string> NamesOf(int half) => _labels.Names.Where((_, label) => HalfOf(label) == half);

    private HistoException Wrong(string code, string what, string seen, string action) =>
        new(code, what, seen: seen, wanted: $"labels of the cohort: {(_labels.Names.Count == 0 ? "there are none" : string.Join(", ", _labels.Names))}", action: action);
}
