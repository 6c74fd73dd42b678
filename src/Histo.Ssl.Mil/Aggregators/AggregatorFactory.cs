namespace Histo.Ssl.Mil.Aggregators;

/// <summary>Creates aggregators by name.</summary>
public static class AggregatorFactory
{
    private static readonly SortedDictionary<string, Func<AggregatorOptions, int, int, ulong, IMilAggregator>> Known = new(StringComparer.Ordinal)
    {
        [MeanPooling.AggregatorName] = static (options, inputs, outputs, seed) => new MeanPooling(inputs, outputs, options.InstanceMlp, seed),
        [MaxPooling.AggregatorName] = static (options, inputs, outputs, seed) => new MaxPooling(inputs, outputs, options.InstanceMlp, seed),
        [TopInstance.AggregatorName] = static (options, inputs, outputs, seed) => new TopInstance(inputs, outputs, options.InstanceMlp, seed),
        [Abmil.PlainName] = static (options, inputs, outputs, seed) => new Abmil(inputs, outputs, gated: false, options.Abmil, seed),
        [Abmil.GatedName] = static (options, inputs, outputs, seed) => new Abmil(inputs, outputs, gated: true, options.Abmil, seed),
        [ClamSingleBranch.AggregatorName] = static (options, inputs, outputs, seed) => new ClamSingleBranch(inputs, outputs, options.Clam, seed),
        [ClamMultiBranch.AggregatorName] = static (options, inputs, outputs, seed) => new ClamMultiBranch(inputs, outputs, options.Clam, seed),
        [Dsmil.AggregatorName] = static (options, inputs, outputs, seed) => new Dsmil(inputs, outputs, options.Dsmil, seed),
        [Srmil.AggregatorName] = static (options, inputs, outputs, seed) => new Srmil(inputs, outputs, options.Srmil, seed),
        [TransMilAggregator.AggregatorName] = static (options, inputs, outputs, seed) => new TransMilAggregator(options.TransMil, inputs, outputs, seed),
        [RrtAggregator.AggregatorName] = static (options, inputs, outputs, seed) => new RrtAggregator(options.Rrt, inputs, outputs, seed),
        [DtfdAggregator.AggregatorName] = static (options, inputs, outputs, seed) => new DtfdAggregator(options.Dtfd, inputs, outputs, seed),
        [AcmilAggregator.AggregatorName] = static (options, inputs, outputs, seed) => AcmilAggregator.Create(options.Acmil, inputs, outputs, seed),
        [Wikg.AggregatorName] = static (options, inputs, outputs, seed) => new Wikg(inputs, outputs, options.Wikg, seed),
        [PatchGcn.AggregatorName] = static (options, inputs, outputs, seed) => new PatchGcn(inputs, outputs, options.PatchGcn, seed),
        [GatMil.AggregatorName] = static (options, inputs, outputs, seed) => new GatMil(inputs, outputs, options.Gat, seed),
    };

    /// <summary>Gets the names of all aggregators.</summary>
    public static IReadOnlyCollection<string> Names => Known.Keys;

    /// <summary>Creates an aggregator with new weights on the CPU, in training mode.</summary>
    /// <param name="options">Which aggregator, and its settings.</param>
    /// <param name="inputSize">Number of features of an instance.</param>
    /// <param name="outputs">Number of logits: classes, or 1 for regression and survival.</param>
    /// <param name="seed">Seed of the weights.</param>
    /// <returns>The aggregator; the caller disposes it.</returns>
    /// <exception cref="HistoException">HS2004: there is no aggregator of that name. HS0001: a setting is out of range.</exception>
    public static IMilAggregator Create(AggregatorOptions options, int inputSize, int outputs, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Known.TryGetValue(options.Name, out var create)
            ? create(options, inputSize, outputs, seed)
            : throw new HistoException(ErrorCodes.UnknownAggregator, "there is no such aggregator", nameof(AggregatorOptions.Name), options.Name, string.Join(", ", Names));
    }
}
