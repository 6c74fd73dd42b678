using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Aggregators;

/// <summary>The projection of DTFD and ACMIL: ReLU(W x) without bias, and residual blocks x + ReLU(W2 ReLU(W1 x)).</summary>
/// <remarks>Source: hrzhang1123/DTFD-MIL 10964f4, Model/network.py: DimReduction, residual_block; the same in dazhangyu123/ACMIL e53d19c, architecture/network.py.</remarks>
internal sealed class DtfdReduction : nn.Module<Tensor, Tensor>
{
    private readonly Linear fc1;
    private readonly ModuleList<DtfdResidual> resBlocks;

    public DtfdReduction(long inputs, long width, int residualBlocks = 0)
        : base(nameof(DtfdReduction))
    {
        fc1 = nn.Linear(inputs, width, hasBias: false);
        resBlocks = nn.ModuleList(Enumerable.Range(0, residualBlocks).Select(_ => new DtfdResidual(width)).ToArray());
        RegisterComponents();
    }

    /// <summary>Projects instances, (N, D) to (N, E); the caller disposes the result.</summary>
    public override Tensor forward(Tensor input)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor output = fc1.call(input).relu();
        foreach (DtfdResidual block in resBlocks)
        {
            output = block.call(output);
        }

        return output.MoveToOuterDisposeScope();
    }
}
