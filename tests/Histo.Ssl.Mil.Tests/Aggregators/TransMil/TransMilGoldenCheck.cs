using Histo.Ssl.Mil.Aggregators;
using Histo.Ssl.Mil.Tests.Golden;
using Histo.TestKit.Golden;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Tests.Aggregators;

public sealed class TransMilGoldenCheck : IGoldenCheck
{
    // Also takes transmil_full_size, which holds logits, loss and digests only.
    public string Stem => "transmil";

    public void Check(GoldenCase golden)
    {
        using DisposeScope scope = NewDisposeScope();
        var options = new TransMilOptions
        {
            Width = golden.Integer("dim"), Heads = golden.Integer("heads"), Landmarks = golden.Integer("landmarks"), InverseSteps = golden.Integer("pinv_iterations"), Kernel = golden.IntegerOr("conv_kernel", 33),
        };
        using var model = new TransMilAggregator(options, golden.Integer("D"), golden.Integer("classes"), seed: 1);
        golden.Load(model);
        Tensor x = golden.Input();
        MilInput input = golden.BagOf(x);
        MilOutput output = model.Forward(input);
        golden.ShouldMatch("out/logits", output.Logits);
        Tensor loss = output.Loss();
        golden.ShouldMatch("loss/ce", loss);
        loss.backward();
        golden.ShouldMatchGradients(model, x);
        if (golden.Has("out/prob"))
        {
            golden.ShouldMatch("out/prob", output.Logits.softmax(1));
            golden.ShouldMatch("out/bag_embedding", output.BagEmbedding!);
            CheckSteps(golden, model, x);
        }

        input.Bag.Dispose();
    }

    // Long bags hold the first tokens of the intermediate results only.
    private static void CheckSteps(GoldenCase golden, TransMilAggregator model, Tensor x)
    {
        Tensor projected = model.Project(x), first = model.First.call(model.Square(projected)), placed = model.Positions.call(first);
        (Tensor second, Tensor row) = model.Second.ForwardWithRow(placed);
        foreach ((string key, Tensor value) in new[] { ("out/fc1", projected), ("out/layer1", first), ("out/ppeg", placed), ("out/layer2", second) })
        {
            golden.ShouldMatch(key, value.narrow(0, 0, golden.Shape(key)[0]));
        }

        golden.ShouldMatch("out/cls_attention_layer2", row);
    }
}
