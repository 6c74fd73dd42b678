using System.Text.Json;
using Histo.Ssl.Encoders;
using Histo.TestKit.Golden;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Tests.Encoders;

/// <summary>Small vision transformers of DINOv2's form: tokens, positions and gradients; with masks, registers, other image sizes, antialiased positions and without LayerScale.</summary>
/// <remarks>
/// The file keeps one gradient a parameter: every run's <c>grad_w</c> is that of the last run (the generator zeroed gradients in place and stored them by reference; all runs of a case have equal bytes). All of these keys are
/// compared with the last run; the parameter gradients of the other runs are compared with central differences of the run's own scalar.
/// </remarks>
public sealed class VisionTransformerGoldenCheck : IGoldenCheck
{
    private const string Weights = "w.", Gradients = "grad_w.";

    public string Stem => "vit_dinov2";

    public void Check(GoldenCase golden)
    {
        using DisposeScope scope = NewDisposeScope();
        var left = golden.Keys.ToHashSet();
        using Encoder encoder = EncoderFactory.Create(Spec(golden), 1);
        encoder.to(ScalarType.Float64);
        encoder.eval();
        Dictionary<string, Tensor> state = encoder.state_dict();
        state.Keys.Should().BeEquivalentTo(golden.Keys.Where(key => key.StartsWith(Weights, StringComparison.Ordinal)).Select(key => key[Weights.Length..]));
        foreach ((string name, Tensor tensor) in state)
        {
            using IDisposable guard = no_grad();
            tensor.shape.Should().Equal(golden.Shape(Weights + name), name);
            tensor.copy_(golden.Tensor(Weights + name));
            left.Remove(Weights + name);
        }

        int runs = golden.Parameters.GetProperty("runs").GetArrayLength();
        for (int run = 0; run < runs; run++)
        {
            foreach (bool recompute in new[] { false, true })
            {
                encoder.Recompute = recompute;
                CheckRun(golden, (VisionTransformer)encoder, run, left);
            }
        }

        foreach (string key in golden.Keys.Where(key => key.Contains("." + Gradients, StringComparison.Ordinal)))
        {
            golden.ShouldMatch(key, Gradient(encoder, key));
            left.Remove(key);
        }

        left.Should().BeEmpty("every key is checked");
    }

    private static void CheckRun(GoldenCase golden, VisionTransformer encoder, int run, HashSet<string> left)
    {
        JsonElement parameters = golden.Parameters.GetProperty("runs")[run];
        string prefix = $"run{run}.";
        encoder.zero_grad();
        Tensor input = golden.Tensor(Key("input")).requires_grad_();
        Tensor? masks = parameters.GetProperty("masked").GetBoolean() ? golden.Tensor(Key("masks")).to(ScalarType.Bool) : null;
        int rows = (int)input.size(2) / encoder.PatchSize, columns = (int)input.size(3) / encoder.PatchSize;
        using EncoderTokens tokens = encoder.ForwardTokens(input, masks);
        golden.ShouldMatch(Key("cls"), tokens.Cls);
        golden.ShouldMatch(Key("patch"), tokens.Patches);
        golden.ShouldMatch(Key("pos_embed_used"), encoder.Positions(rows, columns));
        golden.ShouldMatch(Key("prenorm_cls"), encoder.Run(input, masks).select(1, 0));
        if (tokens.Registers.size(1) > 0)
        {
            golden.ShouldMatch(Key("registers"), tokens.Registers);
        }

        if (masks is null)
        {
            golden.ShouldMatch(Key("cls"), encoder.call(input));
        }

        Scalar(tokens).backward();
        golden.ShouldMatch(Key("grad_input"), input.grad!);
        foreach (string key in golden.Keys.Where(key => key.StartsWith(prefix + Gradients, StringComparison.Ordinal)))
        {
            Tensor parameter = encoder.get_parameter(key[(prefix.Length + Gradients.Length)..])!;
            Tensor direction = golden.Tensor(key).abs().add_(0.1);
            Slope(parameter, direction).Should().BeApproximately((Gradient(encoder, key) * direction).sum().item<double>(), 1e-6 * direction.sum().item<double>(), key);
        }

        Tensor Scalar(EncoderTokens outputs) => (outputs.Cls * golden.Tensor(Key("grad_cls"))).sum() + (outputs.Patches * golden.Tensor(Key("grad_patch"))).sum();

        double Slope(Tensor parameter, Tensor direction)
        {
            const double Step = 1e-6;
            using IDisposable guard = no_grad();
            return (At(Step) - At(-Step)) / (2 * Step);

            double At(double step)
            {
                parameter.add_(direction * step);
                using EncoderTokens outputs = encoder.ForwardTokens(input, masks);
                parameter.sub_(direction * step);
                return Scalar(outputs).item<double>();
            }
        }

        string Key(string name)
        {
            left.Remove(prefix + name);
            return prefix + name;
        }
    }

    // A parameter that a pass does not use has no gradient, which the file writes as zeros.
    private static Tensor Gradient(Encoder encoder, string key)
    {
        Tensor parameter = encoder.get_parameter(key[(key.IndexOf(Gradients, StringComparison.Ordinal) + Gradients.Length)..])!;
        return parameter.grad ?? zeros_like(parameter);
    }

    private static EncoderSpec Spec(GoldenCase golden)
    {
        golden.Integer("mlp_ratio").Should().Be(4);
        bool antialiased = golden.Flag("interpolate_antialias");
        golden.Number("interpolate_offset").Should().Be(antialiased ? 0 : 0.1);
        return new EncoderSpec
        {
            Architecture = "vit-tiny",
            Width = golden.Integer("embed_dim"),
            InputSize = golden.Integer("img_size"),
            Transformer = new TransformerSpec
            {
                Depth = golden.Integer("depth"),
                Heads = golden.Integer("num_heads"),
                PatchSize = golden.Integer("patch_size"),
                Registers = golden.Integer("register_tokens"),
                LayerScale = golden.Flag("layerscale") ? 1e-5 : null,
                Resampling = antialiased ? PositionResampling.Antialiased : PositionResampling.Offset,
            },
        };
    }
}
