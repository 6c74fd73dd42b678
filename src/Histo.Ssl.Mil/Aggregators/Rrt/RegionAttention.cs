using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Aggregators;

/// <summary>Self-attention over the rows of each matrix, optionally with a convolution of the scores along the queries (EPEG).</summary>
/// <remarks>Source: RRT-MIL 7ecbdfb modules/rmsa.py InnerAttention.</remarks>
internal sealed class RegionAttention : nn.Module<Tensor, Tensor>
{
    private readonly int _heads, _kernel;
    private readonly double _dropout;
    private readonly Linear _qkv, _output;
    private readonly NamedParts? _epeg;

    /// <summary>Creates the layer; a kernel of 0 leaves the convolution out.</summary>
    public RegionAttention(int width, int heads, int kernel, double dropout)
        : base(nameof(RegionAttention))
    {
        (_heads, _kernel, _dropout) = (heads, kernel, dropout);
        _qkv = nn.Linear(width, 3 * width);
        _output = nn.Linear(width, width);
        register_module("qkv", _qkv);
        register_module("proj", _output);
        if (kernel > 0)
        {
            _epeg = new NamedParts();
            Tokens.Register(_epeg, "weight", heads, 1, kernel, 1);
            Tokens.Register(_epeg, "bias", new long[] { heads });
            register_module("pe", _epeg);
        }
    }

    /// <summary>(B, n, D) to the same; a tensor of the current scope.</summary>
    public override Tensor forward(Tensor input)
    {
        (long batch, long count, long width) = (input.size(0), input.size(1), input.size(2));
        Tensor parts = _qkv.call(input).reshape(batch, count, 3, _heads, width / _heads).permute(2, 0, 3, 1, 4);
        Tensor scores = (parts[0] * Math.Pow((double)width / _heads, -0.5)).matmul(parts[1].transpose(2, 3));
        if (_epeg is not null)
        {
            scores = scores + nn.functional.conv2d(scores, _epeg.get_parameter("weight")!, _epeg.get_parameter("bias")!, padding: [_kernel / 2, 0], groups: _heads);
        }

        Tensor output = _output.call(scores.softmax(3).matmul(parts[2]).transpose(1, 2).reshape(batch, count, width));
        return _dropout > 0 ? nn.functional.dropout(output, _dropout, training) : output;
    }
}
