using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Aggregators;

/// <summary>A residual block of <see cref="DtfdReduction"/>.</summary>
internal sealed class DtfdResidual : nn.Module<Tensor, Tensor>
{
    private readonly Sequential block;

    public DtfdResidual(long width)
        : base(nameof(DtfdResidual))
    {
        block = nn.Sequential(
            ("0", nn.Linear(width, width, hasBias: false)),
            ("1", nn.ReLU()),
            ("2", nn.Linear(width, width, hasBias: false)),
            ("3", nn.ReLU()));
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using DisposeScope scope = NewDisposeScope();
        return (input + block.call(input)).MoveToOuterDisposeScope();
    }
}
