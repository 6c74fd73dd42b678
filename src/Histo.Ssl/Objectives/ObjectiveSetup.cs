using Histo.Ssl.Collectives;
using Histo.Ssl.Encoders;
using Histo.Ssl.Tiling;

namespace Histo.Ssl.Objectives;

/// <summary>What an objective is created for.</summary>
public sealed record ObjectiveSetup
{
    /// <summary>Gets the encoder that will be trained, already on its device. Objectives with a momentum teacher keep a reference and make a twin; none disposes it.</summary>
    public required Encoder Encoder { get; init; }

    /// <summary>Gets the seed of the heads' weights and of every random choice of the objective.</summary>
    public ulong Seed { get; init; }

    /// <summary>Gets the ranks.</summary>
    /// <value><see cref="SingleProcess"/> (default).</value>
    public ICollective Collective { get; init; } = SingleProcess.Instance;

    /// <summary>Gets the tiles of the run: objectives with a bank have a row for each and find neighbours on their grid.</summary>
    /// <value>Null (default): only objectives without a bank can be created.</value>
    public TileSet? Tiles { get; init; }

    /// <summary>Gets what makes the network of a momentum teacher: an encoder with the same parameters as the one it is given, in training mode, without the regularisation of the training (drop path).</summary>
    /// <value><see cref="EncoderFactory.CreateTwin"/> (default). Encoders of an application's own, which the factory does not know, need one.</value>
    public Func<Encoder, Encoder> Twin { get; init; } = EncoderFactory.CreateTwin;
}
