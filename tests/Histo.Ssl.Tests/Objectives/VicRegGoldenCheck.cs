using Histo.Ssl.Objectives;
using Histo.TestKit.Golden;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Tests.Objectives;

/// <summary>Loss, terms and the gradients of loss and terms of the official VICReg code.</summary>
public sealed class VicRegGoldenCheck : IGoldenCheck
{
    private static readonly (string Key, string Term)[] Terms = [("inv", VicRegLoss.Invariance), ("var", VicRegLoss.Variance), ("cov", VicRegLoss.Covariance)];

    public string Stem => "vicreg";

    public void Check(GoldenCase golden)
    {
        golden.Keys.Should().BeEquivalentTo(
            ["x", "y", "loss", "grad_x", "grad_y", .. Terms.SelectMany(term => new[] { term.Key, $"grad_x_{term.Key}", $"grad_y_{term.Key}" })]);
        using DisposeScope scope = NewDisposeScope();
        var loss = new VicRegLoss { InvarianceWeight = golden.Number("sim_coeff"), VarianceWeight = golden.Number("std_coeff"), CovarianceWeight = golden.Number("cov_coeff") };
        CheckOne(golden, loss, "loss", result => result.Loss, string.Empty);
        foreach ((string key, string term) in Terms)
        {
            CheckOne(golden, loss, key, result => result.Terms[term], "_" + key);
        }
    }

    private static void CheckOne(GoldenCase golden, VicRegLoss loss, string key, Func<LossResult, Tensor> pick, string suffix)
    {
        Tensor x = golden.Tensor("x").requires_grad_(), y = golden.Tensor("y").requires_grad_();
        Tensor value = pick(loss.Compute(x, y));
        golden.ShouldMatch(key, value);
        value.backward();
        golden.ShouldMatch("grad_x" + suffix, x.grad!);
        golden.ShouldMatch("grad_y" + suffix, y.grad!);
    }
}
