using Histo.Ssl.Objectives;
using Histo.TestKit.Golden;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Histo.Ssl.Tests.Objectives;

/// <summary>Outputs and gradients of the official DINO and DINOv2 heads under the original parameter names.</summary>
public sealed class DinoHeadGoldenCheck : IGoldenCheck
{
    public string Stem => "dino_head";

    /// <summary>Copies weights of a reference file into a head and makes it float64.</summary>
    public static void Load(DinoHead head, GoldenCase golden, string prefix)
    {
        head.to(ScalarType.Float64);
        using IDisposable guard = no_grad();
        foreach ((string name, Tensor target) in head.state_dict())
        {
            using Tensor source = golden.Tensor(prefix + name);
            target.shape.Should().Equal(source.shape);
            target.copy_(source);
        }
    }

    public void Check(GoldenCase golden)
    {
        using DisposeScope scope = NewDisposeScope();
        bool trainable = golden.Flag("weight_g_trainable");
        var spec = new DinoHeadSpec
        {
            Prototypes = golden.Integer("out_dim"),
            HiddenSize = golden.Integer("hidden_dim"),
            BottleneckSize = golden.Integer("bottleneck_dim"),
            Layers = golden.Integer("nlayers"),
            FixedGain = !trainable,
        };
        using var head = new DinoHead(golden.Integer("in_dim"), spec, 1);
        string[] names = [.. head.state_dict().Keys], trained = [.. names.Where(name => trainable || name != "last_layer.weight_g")];
        golden.Keys.Should().BeEquivalentTo(["x", "y", "grad_y", "grad_x", .. names.Select(name => "w." + name), .. trained.Select(name => "grad_w." + name)]);
        Load(head, golden, "w.");
        Tensor x = golden.Tensor("x").requires_grad_();
        Tensor y = head.call(x);
        golden.ShouldMatch("y", y);
        y.backward([golden.Tensor("grad_y")]);
        golden.ShouldMatch("grad_x", x.grad!);
        foreach ((string name, Parameter parameter) in head.named_parameters())
        {
            if (trained.Contains(name))
            {
                golden.ShouldMatch("grad_w." + name, parameter.grad!);
            }
            else
            {
                parameter.grad.Should().BeNull();
            }
        }
    }
}
