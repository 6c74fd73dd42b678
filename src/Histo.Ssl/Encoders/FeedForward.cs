using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Encoders;

/// <summary>Two linear layers with the exact GELU between them.</summary>
internal sealed class FeedForward : nn.Module<Tensor, Tensor>
{
    private const int Ratio = 4;

    private readonly Projection fc1, fc2;

    public FeedForward(long width)
        : base(nameof(FeedForward))
    {
        fc1 = new Projection(width, Ratio * width);
        fc2 = new Projection(Ratio * width, width);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using DisposeScope scope = NewDisposeScope();
        return fc2.call(nn.functional.gelu(fc1.call(input))).MoveToOuterDisposeScope();
    }
}
