using Histo.Ssl.Collectives;
using Histo.Ssl.Encoders;

namespace Histo.Ssl.Objectives;

/// <summary>Creates objectives by name.</summary>
public static class ObjectiveFactory
{
    private static readonly SortedDictionary<string, Func<ObjectiveOptions, ObjectiveSetup, IJointEmbeddingObjective>> Known = new(StringComparer.Ordinal)
    {
        [BarlowTwinsObjective.ObjectiveName] = static (options, setup) => new BarlowTwinsObjective(setup.Encoder.EmbeddingSize, options.BarlowTwins, setup.Seed, setup.Collective),
        [DinoObjective.ObjectiveName] = static (options, setup) => new DinoObjective(options.Dino, setup),
        [DinoV2Objective.ObjectiveName] = static (options, setup) => new DinoV2Objective(options.DinoV2, setup),
        [SwAvObjective.ObjectiveName] = static (options, setup) => new SwAvObjective(options.SwAv, setup),
        [SgclObjective.ObjectiveName] = static (options, setup) => new SgclObjective(setup, options.Sgcl),
        [SslpObjective.ObjectiveName] = static (options, setup) => new SslpObjective(setup, options.Sslp),
        [VicRegObjective.ObjectiveName] = static (options, setup) => new VicRegObjective(setup.Encoder.EmbeddingSize, options.VicReg, setup.Seed, setup.Collective),
        [ByolObjective.ObjectiveName] = static (options, setup) => new ByolObjective(setup.Encoder, options.Byol, setup.Seed),
        [SimSiamObjective.ObjectiveName] = static (options, setup) => new SimSiamObjective(setup.Encoder.EmbeddingSize, options.SimSiam, setup.Seed),
        [SimClrObjective.ObjectiveName] = static (options, setup) => new SimClrObjective(setup.Encoder.EmbeddingSize, options.SimClr, setup.Seed, setup.Collective),
        [SupConObjective.ObjectiveName] = static (options, setup) => new SupConObjective(setup.Encoder.EmbeddingSize, options.SupCon, setup.Seed, setup.Collective),
        [MoCoV2Objective.ObjectiveName] = static (options, setup) => new MoCoV2Objective(setup.Encoder, options.MoCoV2, setup.Seed, setup.Collective),
        [MoCoV3Objective.ObjectiveName] = static (options, setup) => new MoCoV3Objective(setup.Encoder, options.MoCoV3, setup.Seed, setup.Collective),
    };

    /// <summary>Gets the names of all objectives.</summary>
    public static IReadOnlyCollection<string> Names => Known.Keys;

    /// <summary>Creates an objective with new heads on the CPU.</summary>
    /// <param name="options">Which objective, and its settings.</param>
    /// <param name="setup">What it is created for.</param>
    /// <returns>The objective; the caller disposes it.</returns>
    /// <exception cref="HistoException">HS1601: there is no objective of that name. HS1610: it needs a tile set. HS0001, HS1506: a setting is out of range.</exception>
    public static IJointEmbeddingObjective Create(ObjectiveOptions options, ObjectiveSetup setup)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(setup);
        return Known.TryGetValue(options.Name, out var create)
            ? create(options, setup)
            : throw new HistoException(ErrorCodes.UnknownObjective, "there is no such objective", nameof(ObjectiveOptions.Name), options.Name, string.Join(", ", Names));
    }

    /// <summary>Creates an objective that needs no tile set, with new heads on the CPU.</summary>
    /// <param name="options">Which objective, and its settings.</param>
    /// <param name="encoder">The encoder that will be trained.</param>
    /// <param name="seed">Seed of the heads' weights.</param>
    /// <param name="collective">The ranks; null for one process.</param>
    /// <returns>The objective; the caller disposes it.</returns>
    /// <exception cref="HistoException">HS1601: there is no objective of that name. HS0001, HS1506: a setting is out of range.</exception>
    public static IJointEmbeddingObjective Create(ObjectiveOptions options, Encoder encoder, ulong seed, ICollective? collective = null) =>
        Create(options, new ObjectiveSetup { Encoder = encoder, Seed = seed, Collective = collective ?? SingleProcess.Instance });
}
