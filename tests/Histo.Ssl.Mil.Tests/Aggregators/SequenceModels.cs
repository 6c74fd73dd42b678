using Histo.Ssl.Mil.Aggregators;

namespace Histo.Ssl.Mil.Tests.Aggregators;

/// <summary>Small models of TransMIL, RRT, DTFD and ACMIL by name, without dropout.</summary>
internal static class SequenceModels
{
    public const int Features = 12;

    public static IReadOnlyList<string> Names { get; } = ["transmil", "rrt", "rrt-network", "dtfd-afs", "dtfd-max", "dtfd-maxmin", "acmil", "acmil-heads"];

    /// <summary>Models whose result does not depend on the order of the instances when nothing is drawn.</summary>
    public static IReadOnlyList<string> Equivariant { get; } = ["acmil", "acmil-heads"];

    public static MilAggregator Create(string name, ulong seed = 1, int outputs = 2) => name switch
    {
        "transmil" => new TransMilAggregator(new() { Width = 16, Heads = 4, Landmarks = 6, Dropout = 0 }, Features, outputs, seed),
        "rrt" => new RrtAggregator(Rrt(false), Features, outputs, seed),
        "rrt-network" => new RrtAggregator(Rrt(true), Features, outputs, seed),
        "dtfd-afs" => new DtfdAggregator(Dtfd(DtfdDistillation.AggregatedFeature), Features, outputs, seed),
        "dtfd-max" => new DtfdAggregator(Dtfd(DtfdDistillation.HighestInstances), Features, outputs, seed),
        "dtfd-maxmin" => new DtfdAggregator(Dtfd(DtfdDistillation.HighestAndLowestInstances), Features, outputs, seed),
        "acmil" => AcmilAggregator.Create(new() { Width = 16, AttentionWidth = 8, Branches = 3 }, Features, outputs, seed),
        "acmil-heads" => AcmilAggregator.Create(new() { Attention = AcmilAttention.MultiHead, Width = 16, Heads = 4, Branches = 3, HeadDropout = 0 }, Features, outputs, seed),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, null),
    };

    private static RrtOptions Rrt(bool network) => new() { Width = 16, Heads = 4, CrossHeads = 2, Kernel = 3, PoolWidth = 8, SlotNetwork = network, Shortcut = network, Dropout = 0, AttentionDropout = 0 };

    private static DtfdOptions Dtfd(DtfdDistillation distillation) => new() { Width = 16, AttentionWidth = 8, Groups = 3, Instances = 6, ResidualBlocks = 1, Distillation = distillation };
}
