using Histo.Ssl.Mil.Aggregators;
using Histo.Ssl.Mil.Bags;
using Histo.Ssl.Mil.Tests.Golden;
using Histo.TestKit.Golden;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Tests.Aggregators;

public sealed class MeanPoolingGolden : InstanceMlpGolden
{
    public override string Stem => "meanmil";

    protected override MilAggregator Create(InstanceMlpOptions options, int inputs, int outputs) => new MeanPooling(inputs, outputs, options);
}

public sealed class MaxPoolingGolden : InstanceMlpGolden
{
    public override string Stem => "maxmil";

    protected override MilAggregator Create(InstanceMlpOptions options, int inputs, int outputs) => new MaxPooling(inputs, outputs, options);
}

public abstract class InstanceMlpGolden : IGoldenCheck
{
    public abstract string Stem { get; }

    public void Check(GoldenCase golden)
    {
        using DisposeScope scope = NewDisposeScope();
        using MilAggregator model = Create(new InstanceMlpOptions { Width = golden.Integer("hidden") }, golden.Integer("D"), golden.Integer("classes"));
        golden.Load(model);
        Tensor x = golden.Input();
        using var bag = new Bag("golden", x);
        using MilOutput output = model.Forward(new MilInput(bag, new ClassTarget((int)golden.Longs("in/label")[0])));
        using Tensor loss = output.Loss();
        loss.backward();
        golden.ShouldMatchAll(new Dictionary<string, Tensor>
        {
            ["out/logits"] = output.Logits, ["out/instance_logits"] = output.InstanceLogits!, ["out/argmax"] = output.InstanceLogits!.argmax(0), ["loss/ce"] = loss,
        });
        golden.ShouldMatchGradients(model, x);
    }

    protected abstract MilAggregator Create(InstanceMlpOptions options, int inputs, int outputs);
}

public sealed class TopInstanceGolden : IGoldenCheck
{
    public string Stem => "top1";

    public void Check(GoldenCase golden)
    {
        using DisposeScope scope = NewDisposeScope();
        int classes = golden.Integer("classes");
        using var model = new TopInstance(golden.Integer("D"), classes, new InstanceMlpOptions { Width = golden.Integer("hidden") });
        golden.Load(model);
        Tensor x = golden.Input();
        using var bag = new Bag("golden", x);
        using MilOutput output = model.Forward(new MilInput(bag, new ClassTarget((int)golden.Longs("in/label")[0])));
        using Tensor loss = output.Loss();
        loss.backward();
        Tensor instances = output.InstanceLogits!.softmax(1);
        golden.ShouldMatchAll(new Dictionary<string, Tensor>
        {
            ["out/logits"] = output.Logits, ["out/prob"] = output.Logits.softmax(1), ["out/pred"] = output.Logits.argmax(1), ["out/instance_prob"] = instances,
            ["out/top_index"] = (classes == 2 ? instances.select(1, 1) : instances.max(1).values).argmax(0, keepdim: true), ["out/top_feature"] = output.BagEmbedding!, ["loss/ce"] = loss,
        });
        golden.ShouldMatchGradients(model, x);
    }
}
