using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Aggregators;

/// <summary>Positions by convolution (PPEG): tokens as a square image, plus its depthwise convolutions of 7, 5 and 3; the class token passes.</summary>
/// <remarks>Source: TransMIL 9d6aee5 models/TransMIL.py PPEG.</remarks>
internal sealed class PositionConvolutions : nn.Module<Tensor, Tensor>
{
    private static readonly (string Name, int Kernel)[] Layers = [("proj", 7), ("proj1", 5), ("proj2", 3)];

    private readonly NamedParts[] _layers;

    public PositionConvolutions(int width)
        : base(nameof(PositionConvolutions))
    {
        _layers = new NamedParts[Layers.Length];
        for (int i = 0; i < Layers.Length; i++)
        {
            _layers[i] = new NamedParts();
            Tokens.Register(_layers[i], "weight", width, 1, Layers[i].Kernel, Layers[i].Kernel);
            Tokens.Register(_layers[i], "bias", new long[] { width });
            register_module(Layers[i].Name, _layers[i]);
        }
    }

    /// <summary>(side^2 + 1, width) to the same; a tensor of the current scope.</summary>
    public override Tensor forward(Tensor input)
    {
        long side = (long)Math.Round(Math.Sqrt(input.size(0) - 1)), width = input.size(1);
        Tensor image = input.narrow(0, 1, side * side).t().reshape(1, width, side, side), sum = image;
        for (int i = 0; i < Layers.Length; i++)
        {
            long margin = Layers[i].Kernel / 2;
            sum = sum + nn.functional.conv2d(image, _layers[i].get_parameter("weight")!, _layers[i].get_parameter("bias")!, padding: [margin, margin], groups: width);
        }

        return cat([input.narrow(0, 0, 1), sum.reshape(width, side * side).t()]);
    }
}
