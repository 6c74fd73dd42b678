using System.Text.Json;
using Histo.Ssl.Objectives;
using Histo.Ssl.Training;
using Histo.TestKit.Golden;

namespace Histo.Ssl.Tests.Training;

/// <summary>Learning-rate and decay factors of the official DINO and DINOv2 parameter groups.</summary>
public sealed class ParameterGroupsGolden : IGoldenCheck
{
    public string Stem => "param_groups";

    public void Check(GoldenCase golden)
    {
        string[] names = [.. golden.Parameters.GetProperty("names").EnumerateArray().Select(name => name.GetString()!)];
        long[] dimensions = [.. golden.Parameters.GetProperty("shapes").EnumerateArray().Select(shape => (long)shape.GetArrayLength())];
        bool second = golden.Text("kind") == "dinov2";
        golden.Keys.Should().BeEquivalentTo(second ? ["lr_multiplier", "wd_multiplier", "is_last_layer"] : ["wd_multiplier"]);
        var rules = new ParameterRules
        {
            Decay = second ? DecayRule.SkipByName : DecayRule.SkipBiasOrOneDimensional,
            LayerDecay = second ? golden.Number("layerwise_decay") : 1,
            PatchEmbeddingFactor = second ? golden.Number("patch_embed_lr_mult") : 1,
        };
        int blocks = names.Count(name => name.EndsWith("norm1.weight", StringComparison.Ordinal));
        ParameterTraits[] traits = [.. names.Select((name, i) => rules.For(name, dimensions[i], blocks))];
        golden.ShouldMatch("wd_multiplier", [.. traits.Select(each => each.WeightDecayFactor)]);
        if (second)
        {
            golden.ShouldMatch("lr_multiplier", [.. traits.Select(each => each.LearningRateFactor)]);
            golden.ShouldMatch("is_last_layer", [.. names.Select(name => name.StartsWith("last_layer.", StringComparison.Ordinal) ? 1.0 : 0.0)]);
        }
    }
}
