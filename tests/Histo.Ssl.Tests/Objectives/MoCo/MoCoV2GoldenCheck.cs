using Histo.Ssl.Objectives;
using Histo.TestKit.Golden;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Tests.Objectives;

/// <summary>Logits, loss, gradient, queue and pointer of the official MoCo code over consecutive steps.</summary>
public sealed class MoCoV2GoldenCheck : IGoldenCheck
{
    public string Stem => "moco_v2";

    public void Check(GoldenCase golden)
    {
        int steps = golden.Integer("steps");
        string[] each = ["q", "k", "logits", "loss", "grad_q", "queue_after", "ptr_after"];
        golden.Keys.Should().BeEquivalentTo(["queue_before", "ptr_before", .. Enumerable.Range(0, steps).SelectMany(step => each.Select(key => $"step{step}.{key}"))]);
        using DisposeScope scope = NewDisposeScope();
        using var queue = new MoCoKeyBank(golden.Integer("K"), golden.Integer("D"), 1);
        queue.to(ScalarType.Float64);
        using (no_grad())
        {
            queue.Keys.copy_(golden.Tensor("queue_before"));
            queue.Next.copy_(golden.Tensor("ptr_before").reshape(1));
        }

        var loss = new MoCoV2Loss { Temperature = golden.Number("temperature") };
        for (int step = 0; step < steps; step++)
        {
            Tensor query = golden.Tensor($"step{step}.q").requires_grad_(), key = golden.Tensor($"step{step}.k").requires_grad_(), before = queue.Keys.clone();
            golden.ShouldMatch($"step{step}.logits", loss.Logits(query, key, before));
            Tensor value = loss.Compute(query, key, before).Loss;
            queue.Push(nn.functional.normalize(key, p: 2, dim: 1), zeros([key.size(0), 3], ScalarType.Int64));
            golden.ShouldMatch($"step{step}.loss", value);
            golden.ShouldMatch($"step{step}.queue_after", queue.Keys);
            golden.ShouldMatch($"step{step}.ptr_after", queue.Next.squeeze());
            value.backward();
            golden.ShouldMatch($"step{step}.grad_q", query.grad!);
            (key.grad is null).Should().BeTrue("keys are detached");
        }
    }
}
