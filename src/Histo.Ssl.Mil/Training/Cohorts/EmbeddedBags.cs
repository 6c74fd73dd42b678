using Histo.Ssl.Features;
using Histo.Ssl.Mil.Bags;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Training;

/// <summary>Bags of embedded tiles in memory, with their places: each bag is some rows of a set, a whole slide or a part of one.</summary>
/// <param name="set">Embedded tiles; kept, not copied.</param>
/// <param name="rows">For each bag, by <see cref="LabelledBag.Id"/>, its rows in the set; one or more, of one slide.</param>
public sealed class EmbeddedBags(EmbeddingSet set, IReadOnlyDictionary<string, int[]> rows) : IBagSource
{
    /// <inheritdoc/>
    public int Width => set.Dimensions;

    /// <inheritdoc/>
    public FeatureOrigin Origin => new() { Width = set.Dimensions, Encoder = set.Origin.Encoder, EncoderHash = set.Origin.EncoderHash, Mpp = set.Origin.Mpp, TileSize = set.Origin.TileSize, Stride = set.Origin.Stride, InputSize = set.Origin.InputSize };

    /// <inheritdoc/>
    public Bag Load(LabelledBag bag)
    {
        ArgumentNullException.ThrowIfNull(bag);
        int[] own = rows[bag.Id];
        double stride = set.Origin.Stride;
        var positions = new TilePositions([.. own.Select(row => stride * set.Columns[row])], [.. own.Select(row => stride * set.Rows[row])], stride, set.Origin.TileSize);
        return new Bag(bag.Id, tensor(own.SelectMany(row => set.Feature(row).ToArray()).ToArray(), [own.Length, Width]), positions);
    }
}
