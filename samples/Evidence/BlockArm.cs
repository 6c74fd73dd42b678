using Histo.Ssl.Mil.WeakSupCon;

namespace Histo.Evidence;

/// <summary>One way to train the encoder of the blocks.</summary>
/// <param name="Name">Name in tables and folders.</param>
/// <param name="Objective">Name of the objective.</param>
/// <param name="Sampler">Name of the pair sampler.</param>
internal sealed record BlockArm(string Name, string Objective, string Sampler)
{
    public static readonly BlockArm Untrained = new("untrained", "simclr", "augmentation");

    public static readonly BlockArm SimClr = new("simclr", "simclr", "augmentation");

    public static readonly BlockArm Contextual = new("contextual", "simclr", "spatial");

    public static readonly BlockArm WeakSupCon = new("weaksupcon", WeakSupConObjective.ObjectiveName, "augmentation");

    public static readonly BlockArm WeakSupConContextual = new("weaksupcon-contextual", WeakSupConObjective.ObjectiveName, "spatial");

    public static readonly IReadOnlyList<BlockArm> All = [Untrained, SimClr, Contextual, WeakSupCon, WeakSupConContextual];
}
