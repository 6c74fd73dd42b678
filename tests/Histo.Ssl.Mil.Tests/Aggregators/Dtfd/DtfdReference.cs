using Histo.Ssl.Mil.Aggregators;
using Histo.Ssl.Mil.Tests.Golden;
using Histo.TestKit.Golden;

namespace Histo.Ssl.Mil.Tests.Aggregators;

/// <summary>Makes what the reference files of DTFD describe.</summary>
internal static class DtfdReference
{
    public static readonly IReadOnlyDictionary<string, DtfdDistillation> Distillations = new Dictionary<string, DtfdDistillation>
    {
        ["AFS"] = DtfdDistillation.AggregatedFeature, ["MaxS"] = DtfdDistillation.HighestInstances, ["MaxMinS"] = DtfdDistillation.HighestAndLowestInstances,
    };

    public static DtfdAggregator Model(GoldenCase golden, string distillation)
    {
        var options = new DtfdOptions
        {
            Width = golden.Integer("mDim"),
            AttentionWidth = golden.Integer("attention_hidden"),
            Groups = golden.Integer("groups"),
            Instances = golden.Integer("total_instance"),
            ResidualBlocks = golden.Integer("residual_blocks"),
            Distillation = Distillations[distillation],
        };
        var model = new DtfdAggregator(options, golden.Integer("D"), golden.Integer("classes"), seed: 1);
        golden.Load(model);
        return model;
    }

    public static long[][] Groups(GoldenCase golden)
    {
        long[] order = golden.Longs("in/permutation");
        int start = 0;
        return [.. golden.Longs("in/group_sizes").Select(size => order[start..(start += (int)size)])];
    }
}
