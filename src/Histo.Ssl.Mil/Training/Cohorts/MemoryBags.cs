using Histo.Ssl.Mil.Bags;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Training;

/// <summary>Bags whose features are in memory, one matrix a slide.</summary>
/// <param name="features">Features in float32 by the name of the slide: width numbers an instance, row by row.</param>
/// <param name="width">Number of features of an instance.</param>
public sealed class MemoryBags(IReadOnlyDictionary<string, float[]> features, int width) : IBagSource
{
    /// <inheritdoc/>
    public int Width => width;

    /// <inheritdoc/>
    public FeatureOrigin Origin { get; init; } = new() { Width = width };

    /// <inheritdoc/>
    public Bag Load(LabelledBag bag)
    {
        ArgumentNullException.ThrowIfNull(bag);
        float[] values = bag.Slides.Count == 1 ? features[bag.Slides[0]] : [.. bag.Slides.SelectMany(slide => features[slide])];
        return new Bag(bag.Id, tensor(values, [values.Length / width, width]));
    }
}
