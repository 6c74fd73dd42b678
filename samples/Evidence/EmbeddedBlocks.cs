using Histo.Ssl.Features;
using Histo.Ssl.Mil.Bags;
using Histo.Ssl.Mil.Training;
using TorchSharp;

namespace Histo.Evidence;

/// <summary>The tiles of blocks as bags, with their places and their truth.</summary>
internal sealed class EmbeddedBlocks(EmbeddingSet set, SlideTruth truth) : IBagSource
{
    private readonly ILookup<string, int> _rows = Enumerable.Range(0, set.Count).ToLookup(row => set.SlideOf(row).SlideId, StringComparer.Ordinal);

    public int Width => set.Dimensions;

    public FeatureOrigin Origin => new() { Width = set.Dimensions, Encoder = set.Origin.Encoder, EncoderHash = set.Origin.EncoderHash };

    public Bag Load(LabelledBag bag)
    {
        int[] rows = [.. _rows[bag.Id]];
        var positions = new TilePositions([.. rows.Select(row => 32.0 * set.Columns[row])], [.. rows.Select(row => 32.0 * set.Rows[row])], 32, 32);
        return new Bag(bag.Id, torch.tensor(rows.SelectMany(row => set.Feature(row).ToArray()).ToArray(), [rows.Length, Width]), positions);
    }

    /// <summary>Whether each tile of a bag is tumour: more than a share of its area, as in the paper of SRMIL.</summary>
    public IReadOnlyList<bool> TumourTiles(string bag) => [.. _rows[bag].Select(row => set.LabelledShare[row] > truth.PositiveShare)];

    /// <summary>The bags of the set.</summary>
    public MilCohort Cohort(IReadOnlyDictionary<string, string> labels) => new(
        set.Slides.Where(slide => _rows.Contains(slide.SlideId)).Select(slide => new LabelledBag(slide.SlideId, slide.Group, [slide.SlideId], new MilLabel { Class = labels[slide.SlideId] })),
        TargetKind.Classification, this, new CohortCounts { Bags = set.Slides.Count, PatientsKnown = true });
}
