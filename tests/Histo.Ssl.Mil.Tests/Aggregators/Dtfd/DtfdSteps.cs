using Histo.Ssl.Mil.Aggregators;
using Histo.Ssl.Mil.Bags;
using Histo.Ssl.Mil.Tests.Golden;
using Histo.TestKit.Golden;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Tests.Aggregators;

/// <summary>The reference's two optimiser steps: tier 1 and tier 2 in one backward pass of the aggregator, gradients clipped group by group.</summary>
internal static class DtfdSteps
{
    public static void Check(GoldenCase golden)
    {
        using DtfdAggregator model = DtfdReference.Model(golden, "MaxMinS");
        var data = new GoldenCase(golden.File, golden.Stem, golden.Text("step_case"), golden.Parameters, '/');
        using var bag = new Bag("bag", data.Tensor("in/x") * golden.Scalar("in/input_scale"));
        var input = new MilInput(bag, data.Target());
        var optimizer = optim.Adam(model.parameters(), lr: 1e-4, weight_decay: 1e-4);
        for (int step = 1; step <= 2; step++)
        {
            optimizer.zero_grad();
            using MilOutput output = model.Forward(input, DtfdReference.Groups(data));
            golden.ShouldMatch($"step{step}/loss/tier1", output.Terms[0].Value);
            golden.ShouldMatch($"step{step}/loss/tier2", output.Terms[1].Value);
            output.Loss().backward();
            golden.ShouldMatch($"step{step}/grad_norm_before_clip", [.. model.ClipGroups.Select(group => Clip(model, group))]);
            optimizer.step();
            foreach ((string name, Tensor parameter) in model.named_parameters())
            {
                golden.ShouldMatch($"after_step{step}/{name}", parameter);
            }
        }
    }

    private static double Clip(nn.Module model, string group) =>
        nn.utils.clip_grad_norm_([.. model.named_parameters().Where(each => each.name.StartsWith(group, StringComparison.Ordinal)).Select(each => each.parameter)], 5);
}
