using Histo.Ssl.Collectives;
using Histo.Ssl.Encoders;

namespace Histo.Ssl.Objectives;

/// <summary>Creates objectives by name.</summary>
public static class ObjectiveFactory
{
    private static readonly SortedDictionary<string, Func<Encoder, ObjectiveOptions, ulong, ICollective, IJointEmbeddingObjective>> Known = new(StringComparer.Ordinal)
    {
        [BarlowTwinsObjective.ObjectiveName] = (encoder, options, seed, ranks) => new BarlowTwinsObjective(encoder.EmbeddingSize, options.BarlowTwins, seed, ranks),
        [VicRegObjective.ObjectiveName] = (encoder, options, seed, ranks) => new VicRegObjective(encoder.EmbeddingSize, options.VicReg, seed, ranks),
    };

    /// <summary>Gets the names of all objectives.</summary>
    public static IReadOnlyCollection<string> Names => Known.Keys;

    /// <summary>Creates an objective with new heads on the CPU.</summary>
    /// <param name="options">Which objective, and its settings.</param>
    /// <param name="encoder">The encoder that will be trained; it is not kept by objectives without a teacher.</param>
    /// <param name="seed">Seed of the heads' weights.</param>
    /// <param name="collective">The ranks; null for one process.</param>
    /// <returns>The objective; the caller disposes it.</returns>
    /// <exception cref="HistoException">HS1601: there is no objective of that name. HS0001, HS1506: a setting is out of range.</exception>
    public static IJointEmbeddingObjective Create(ObjectiveOptions options, Encoder encoder, ulong seed, ICollective? collective = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(encoder);
        return Known.TryGetValue(options.Name, out var create)
            ? create(encoder, options, seed, collective ?? SingleProcess.Instance)
            : throw new HistoException(ErrorCodes.UnknownObjective, "there is no such objective", nameof(ObjectiveOptions.Name), options.Name, string.Join(", ", Names));
    }
}
