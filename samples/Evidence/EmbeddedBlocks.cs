using Histo.Ssl.Features;
using Histo.Ssl.Mil.Training;

namespace Histo.Evidence;

/// <summary>The tiles of blocks as bags, with their places and their truth.</summary>
internal sealed class EmbeddedBlocks(EmbeddingSet set, SlideTruth truth)
{
    private readonly ILookup<string, int> _rows = Enumerable.Range(0, set.Count).ToLookup(row => set.SlideOf(row).SlideId, StringComparer.Ordinal);

    /// <summary>The bags.</summary>
    public EmbeddedBags Bags { get; } = new(set, Enumerable.Range(0, set.Count).GroupBy(row => set.SlideOf(row).SlideId, StringComparer.Ordinal).ToDictionary(bag => bag.Key, bag => bag.ToArray(), StringComparer.Ordinal));

    /// <summary>Whether each tile of a bag is tumour: more than a share of its area, as in the paper of SRMIL.</summary>
    public IReadOnlyList<bool> TumourTiles(string bag) => [.. _rows[bag].Select(row => set.LabelledShare[row] > truth.PositiveShare)];

    /// <summary>The bags of the set.</summary>
    public MilCohort Cohort(IReadOnlyDictionary<string, string> labels) => new(
        set.Slides.Where(slide => _rows.Contains(slide.SlideId)).Select(slide => new LabelledBag(slide.SlideId, slide.Group, [slide.SlideId], new MilLabel { Class = labels[slide.SlideId] })),
        TargetKind.Classification, Bags, new CohortCounts { Bags = set.Slides.Count, PatientsKnown = true });
}
