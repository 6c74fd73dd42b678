using Histo.Ssl.Encoders;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Aggregators;

/// <summary>First weights of linear layers and convolutions, drawn by name from a seed.</summary>
internal static class DefaultWeights
{
    /// <summary>PyTorch's default: weight and bias uniform within plus and minus 1 / sqrt(fan-in).</summary>
    public static void Draw(nn.Module module, ulong seed)
    {
        foreach ((string name, Parameter weight, Parameter? bias) in Layers(module))
        {
            double bound = 1 / Math.Sqrt((double)weight.numel() / weight.size(0));
            InitialWeights.Uniform(weight, bound, seed, name + ".weight");
            if (bias is not null)
            {
                InitialWeights.Uniform(bias, bound, seed, name + ".bias");
            }
        }
    }

    /// <summary>Xavier normal: deviation <paramref name="gain"/> sqrt(2 / (fan-in + fan-out)); biases 0.</summary>
    public static void DrawXavier(nn.Module module, ulong seed, double gain = 1)
    {
        foreach ((string name, Parameter weight, Parameter? bias) in Layers(module))
        {
            double field = weight.shape.Skip(2).Aggregate(1.0, (product, size) => product * size);
            InitialWeights.Normal(weight, gain * Math.Sqrt(2 / (field * (weight.size(0) + weight.size(1)))), seed, name + ".weight");
            if (bias is not null)
            {
                using var noGrad = no_grad();
                using Tensor alias = bias.zero_();
            }
        }
    }

    private static IEnumerable<(string Name, Parameter Weight, Parameter? Bias)> Layers(nn.Module module)
    {
        const string Ending = ".weight";
        var parameters = module.named_parameters().ToDictionary(each => each.name, each => each.parameter, StringComparer.Ordinal);
        return parameters.Where(each => each.Key.EndsWith(Ending, StringComparison.Ordinal) && each.Value.dim() >= 2)
            .Select(each => (Name: each.Key[..^Ending.Length], each.Value))
            .Select(each => (each.Name, each.Value, parameters.GetValueOrDefault(each.Name + ".bias")));
    }
}
