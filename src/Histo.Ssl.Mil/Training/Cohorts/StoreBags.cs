using Histo.Ssl.Features;
using Histo.Ssl.Mil.Bags;

namespace Histo.Ssl.Mil.Training;

/// <summary>Bags in feature stores, read when they are asked for; every store must have been made like the first.</summary>
public sealed class StoreBags : IBagSource
{
    private readonly IReadOnlyDictionary<string, string> _paths;

    /// <summary>Creates the source.</summary>
    /// <param name="paths">Path of the store by the name of the slide, at least one.</param>
    /// <exception cref="HistoException">HS1830, HS1831, HS1832: the first store cannot be opened.</exception>
    public StoreBags(IReadOnlyDictionary<string, string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        _paths = paths;
        using IFeatureStore first = FeatureStores.Open(paths.OrderBy(each => each.Key, StringComparer.Ordinal).First().Value);
        (Width, Origin) = (first.Info.Width, FeatureOrigin.Of(first.Info));
    }

    /// <inheritdoc/>
    public int Width { get; }

    /// <inheritdoc/>
    public FeatureOrigin Origin { get; }

    /// <inheritdoc/>
    public Bag Load(LabelledBag bag)
    {
        ArgumentNullException.ThrowIfNull(bag);
        var stores = new List<IFeatureStore>();
        try
        {
            foreach (string slide in bag.Slides)
            {
                IFeatureStore store = FeatureStores.Open(_paths[slide]);
                stores.Add(store);
                Origin.Require(FeatureOrigin.Of(store.Info), slide);
            }

            return BagLoader.Load(bag.Id, stores);
        }
        finally
        {
            stores.ForEach(store => store.Dispose());
        }
    }
}
