using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Aggregators;

/// <summary>TransMIL's positional block (PPEG): the tokens behind the first are laid row by row in a square and convolved, channel by channel, with kernels of 7, 5 and 3; the first passes through.</summary>
/// <remarks>y = conv7(f) + f + conv5(f) + conv3(f), with bias, zeros beyond the edges. Source: Z. Shao et al., "TransMIL", NeurIPS 2021; szc19990412/TransMIL 9d6aee5, models/TransMIL.py: PPEG.</remarks>
internal sealed class PyramidPositions : nn.Module<Tensor, Tensor>
{
    private readonly Conv2d proj, proj1, proj2;

    public PyramidPositions(long width)
        : base(nameof(PyramidPositions))
    {
        proj = Depthwise(width, 7);
        proj1 = Depthwise(width, 5);
        proj2 = Depthwise(width, 3);
        RegisterComponents();
    }

    /// <summary>Adds positions to tokens.</summary>
    /// <param name="input">(1 + side^2, D).</param>
    /// <returns>The same shape; the caller disposes it.</returns>
    public override Tensor forward(Tensor input)
    {
        using DisposeScope scope = NewDisposeScope();
        long count = input.size(0) - 1, width = input.size(1), side = (long)Math.Round(Math.Sqrt(count));
        Tensor square = input.narrow(0, 1, count).transpose(0, 1).reshape(1, width, side, side);
        Tensor sum = proj.call(square) + square + proj1.call(square) + proj2.call(square);
        return cat([input.narrow(0, 0, 1), sum.reshape(width, count).transpose(0, 1)], 0).MoveToOuterDisposeScope();
    }

    private static Conv2d Depthwise(long width, long kernel) => FreshModule.Create(() => nn.Conv2d(width, width, kernel, padding: kernel / 2, groups: width));
}
