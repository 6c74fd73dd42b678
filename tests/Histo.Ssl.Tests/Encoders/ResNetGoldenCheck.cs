using System.Text.Json;
using Histo.Ssl.Encoders;
using Histo.TestKit.Golden;
using TorchSharp;
using TorchSharp.Modules;
using Xunit.Sdk;
using static TorchSharp.torch;

namespace Histo.Ssl.Tests.Encoders;

/// <summary>ResNet-18 and ResNet-50 with a classifier, with weights that follow from the parameters' names.</summary>
public sealed class ResNetGoldenCheck : IGoldenCheck
{
    public string Stem => "resnet";

    public void Check(GoldenCase golden)
    {
        using DisposeScope scope = NewDisposeScope();
        var spec = new EncoderSpec { Architecture = golden.Text("arch"), InputSize = golden.Integer("height") };
        using Encoder encoder = EncoderFactory.Create(spec, 1);
        using Linear fc = nn.Linear(encoder.EmbeddingSize, golden.Integer("num_classes"));
        encoder.to(ScalarType.Float64);
        fc.to(ScalarType.Float64);
        string[] names = [.. golden.Parameters.GetProperty("state_names").EnumerateArray().Select(name => name.GetString()!)];
        Dictionary<string, Tensor> state = State(encoder, fc);
        state.Keys.Should().BeEquivalentTo(names);
        encoder.named_parameters().Select(pair => pair.name).Should().Equal(names.Where(name => !name.Contains("running", StringComparison.Ordinal) && !name.StartsWith("fc.", StringComparison.Ordinal)));
        FillFromNames(golden, names, state);

        encoder.train(golden.Flag("train_mode"));
        Tensor input = FromName(golden.Text("input_name"), golden.Shape("input")).requires_grad_();
        golden.ShouldMatch("input", input);
        Dictionary<string, Tensor> maps = Watch(encoder, scope);
        Tensor features = encoder.call(input);
        Tensor logits = fc.call(features);
        golden.ShouldMatch("features", features);
        golden.ShouldMatch("logits", logits);
        foreach ((string stage, Tensor map) in maps)
        {
            golden.ShouldMatch("mean_per_channel." + stage, map.mean([2L, 3L]));
            golden.ShouldMatch("rms." + stage, map.square().mean().sqrt());
        }

        golden.ShouldMatch("layer4_map", maps["layer4"]);
        golden.ShouldMatch("grad_logits", FromName(golden.Text("input_name") + ".grad", golden.Shape("grad_logits")));
        logits.backward([golden.Tensor("grad_logits")]);
        golden.ShouldMatch("grad_input", input.grad!);
        golden.ShouldMatch("grad_fc_weight_sum", fc.weight.grad!.sum());
        CheckRest(golden, state, maps.Keys);
    }

    private static void CheckRest(GoldenCase golden, Dictionary<string, Tensor> state, IEnumerable<string> stages)
    {
        string[] known = ["input", "features", "logits", "layer4_map", "grad_logits", "grad_input", "grad_fc_weight_sum", "param_sums", "param_first3",
            .. stages.Select(stage => "mean_per_channel." + stage), .. stages.Select(stage => "rms." + stage)];
        foreach (string key in golden.Keys.Except(known))
        {
            if (key.StartsWith("after.", StringComparison.Ordinal))
            {
                golden.ShouldMatch(key, state[key["after.".Length..]]);
            }
            else if (key.StartsWith("grad_w.", StringComparison.Ordinal) && key.EndsWith(".row0", StringComparison.Ordinal))
            {
                golden.ShouldMatch(key, state[key["grad_w.".Length..^".row0".Length]].grad![0].reshape(-1));
            }
            else if (key.StartsWith("grad_w.", StringComparison.Ordinal))
            {
                golden.ShouldMatch(key, state[key["grad_w.".Length..]].grad!);
            }
            else
            {
                throw new XunitException($"{golden.Name} has a key that is not checked: {key}");
            }
        }
    }

    // The reference leaves out the batch counters.
    private static Dictionary<string, Tensor> State(Encoder encoder, Linear fc)
    {
        var state = encoder.state_dict().Where(pair => !pair.Key.EndsWith("num_batches_tracked", StringComparison.Ordinal)).ToDictionary();
        state["fc.weight"] = fc.weight;
        state["fc.bias"] = fc.bias!;
        return state;
    }

    private static void FillFromNames(GoldenCase golden, string[] names, Dictionary<string, Tensor> state)
    {
        var sums = new List<double>();
        var firsts = new List<double>();
        foreach (string name in names)
        {
            Tensor tensor = state[name];
            using DisposeScope scope = NewDisposeScope();
            using IDisposable guard = no_grad();
            Tensor value = FromName(name, tensor.shape);
            Tensor weight = name switch
            {
                _ when name.EndsWith(".bias", StringComparison.Ordinal) || name.EndsWith("running_mean", StringComparison.Ordinal) => 0.1 * value,
                _ when name.EndsWith("running_var", StringComparison.Ordinal) => 1 + (0.5 * value),
                _ when tensor.dim() == 1 => 1 + (0.2 * value),
                _ => value * Math.Sqrt(3.0 / (tensor.numel() / tensor.size(0))),
            };
            tensor.copy_(weight);
            sums.Add(weight.sum().item<double>());
            firsts.AddRange(weight.reshape(-1)[..3].data<double>().ToArray());
        }

        golden.ShouldMatch("param_sums", [.. sums]);
        golden.ShouldMatch("param_first3", [.. firsts]);
    }

    private static Dictionary<string, Tensor> Watch(Encoder encoder, DisposeScope scope)
    {
        var maps = new Dictionary<string, Tensor>();
        foreach ((string name, nn.Module child) in encoder.named_children().Where(pair => pair.name.StartsWith("layer", StringComparison.Ordinal)))
        {
            ((Sequential)child).register_forward_hook((_, stageInput, output) =>
            {
                if (name == "layer1")
                {
                    maps["maxpool"] = stageInput.detach().clone().MoveToOtherDisposeScope(scope);
                }

                maps[name] = output.detach().clone().MoveToOtherDisposeScope(scope);
                return output;
            });
        }

        return maps;
    }

    private static Tensor FromName(string name, long[] shape)
    {
        ulong hash = 14695981039346656037;
        foreach (byte value in System.Text.Encoding.UTF8.GetBytes(name))
        {
            hash = (hash ^ value) * 1099511628211;
        }

        var values = new double[shape.Aggregate(1L, (product, size) => product * size)];
        for (int i = 0; i < values.Length; i++)
        {
            ulong z = hash + ((ulong)(i + 1) * 0x9E3779B97F4A7C15);
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            z ^= z >> 31;
            values[i] = (2 * ((z >> 11) * (1.0 / (1L << 53)))) - 1;
        }

        return tensor(values).reshape(shape);
    }
}
