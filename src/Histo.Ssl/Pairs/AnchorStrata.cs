namespace Histo.Ssl.Pairs;

/// <summary>How an objective wants the anchors of a batch laid out: one stratum after the other, each with a fixed number of anchors.</summary>
/// <remarks>Strata are made of whole slides. Within a stratum every tile comes once, in a random order, before any comes again: slides weigh by their tiles.</remarks>
public sealed class AnchorStrata
{
    private readonly int[] _ofSlide;

    /// <summary>Describes a layout.</summary>
    /// <param name="strata">The strata, in the order of their anchors in a batch.</param>
    /// <param name="ofSlide">Stratum of each slide of the tile set; -1: none of its tiles is ever an anchor.</param>
    /// <exception cref="HistoException">HS0001: the shares are not above 0 with the sum 1. HS0002: a slide has a stratum that does not exist.</exception>
    public AnchorStrata(IReadOnlyList<AnchorStratum> strata, IReadOnlyList<int> ofSlide)
    {
        ArgumentNullException.ThrowIfNull(strata);
        ArgumentNullException.ThrowIfNull(ofSlide);
        if (strata.Count == 0 || strata.Any(stratum => !(stratum.Share > 0)) || Math.Abs(strata.Sum(stratum => stratum.Share) - 1) > 1e-9)
        {
            throw new HistoException(
                ErrorCodes.InvalidOption, "the shares of the strata are not shares", seen: string.Join(", ", strata.Select(stratum => FormattableString.Invariant($"{stratum.Name} {stratum.Share}"))), wanted: "above 0, with the sum 1");
        }

        if (ofSlide.Any(stratum => stratum < -1 || stratum >= strata.Count))
        {
            throw new HistoException(ErrorCodes.WrongShape, "a slide has a stratum that does not exist", seen: string.Join(", ", ofSlide.Distinct()), wanted: $"-1 to {strata.Count - 1}");
        }

        (Strata, _ofSlide) = ([.. strata], [.. ofSlide]);
    }

    /// <summary>Gets the strata, in the order of their anchors in a batch.</summary>
    public IReadOnlyList<AnchorStratum> Strata { get; }

    /// <summary>Gets the number of slides that the layout was made for.</summary>
    public int Slides => _ofSlide.Length;

    /// <summary>Returns the stratum of a slide; -1 when none of its tiles is ever an anchor.</summary>
    /// <param name="slide">Index of the slide.</param>
    public int OfSlide(int slide) => _ofSlide[slide];

    /// <summary>Returns how many anchors of a batch each stratum has: its share, rounded so that they add up.</summary>
    /// <param name="batchSize">Anchors in a batch.</param>
    /// <exception cref="HistoException">HS0001: the batch is so small that a stratum would have none.</exception>
    public int[] Counts(int batchSize)
    {
        var counts = new int[Strata.Count];
        double share = 0;
        for (int stratum = 0, before = 0; stratum < counts.Length; stratum++)
        {
            share += Strata[stratum].Share;
            int end = stratum == counts.Length - 1 ? batchSize : (int)Math.Round(share * batchSize, MidpointRounding.AwayFromZero);
            (counts[stratum], before) = (end - before, end);
            if (counts[stratum] < 1)
            {
                throw new HistoException(ErrorCodes.InvalidOption, $"the batch is too small: {Strata[stratum].Name} would have no anchor", "Training.BatchSize", batchSize, "an anchor for each stratum", "Raise the batch size, or the stratum's share.");
            }
        }

        return counts;
    }
}
