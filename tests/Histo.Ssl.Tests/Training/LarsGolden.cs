using Histo.Ssl.Training;
using Histo.TestKit.Golden;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Tests.Training;

public sealed class LarsGolden : IGoldenCheck
{
    public string Stem => "lars";

    public void Check(GoldenCase golden)
    {
        using var scope = NewDisposeScope();
        string[] names = [.. golden.Keys.Where(key => key.EndsWith(".w0", StringComparison.Ordinal)).Select(key => key[..^3])];
        var weights = names.ToDictionary(name => name, name => golden.Tensor($"{name}.w0").requires_grad_());
        double rate = golden.Number("lr");
        ParameterGroup Group(bool flat) => new(flat ? "biases" : "weights", [.. names.Where(name => (weights[name].dim() == 1) == flat).Select(name => new NamedParameter(name, weights[name]))])
        {
            WeightDecay = flat ? 0 : golden.Number("weight_decay"),
            LearningRateFactor = flat ? golden.Number("lr_1d") / rate : 1,
        };
        using var optimizer = new LarsOptimizer([Group(flat: false), Group(flat: true)], golden.Number("momentum"), golden.Number("eta"));
        double[]? rates = golden.Has("lr_steps") ? golden.Doubles("lr_steps") : null;
        int steps = golden.Integer("steps");
        var after = names.ToDictionary(name => name, _ => new List<Tensor>());
        for (int step = 0; step < steps; step++)
        {
            foreach (string name in names)
            {
                weights[name].grad = golden.Tensor($"{name}.grads")[step].clone();
            }

            optimizer.Step(rates?[step] ?? rate);
            names.ToList().ForEach(name => after[name].Add(weights[name].detach().clone()));
        }

        foreach (string name in names)
        {
            golden.ShouldMatch($"{name}.w_after", stack(after[name]));
            golden.ShouldMatch($"{name}.momentum_final", optimizer.State.Single(entry => entry.Name == $"velocity.{name}").Tensor);
        }
    }
}
