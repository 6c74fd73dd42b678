using Histo.Ssl.Mil.Bags;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Training;

/// <summary>Bags of another source, each feature shifted and scaled.</summary>
internal sealed class ScaledBags(IBagSource source, FeatureScaling scaling) : IBagSource
{
    public int Width => source.Width;

    public FeatureOrigin Origin => source.Origin;

    public Bag Load(LabelledBag bag)
    {
        using Bag raw = source.Load(bag);
        return scaling.Apply(raw);
    }
}
