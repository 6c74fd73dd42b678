using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Aggregators;

/// <summary>The classifier of DTFD and ACMIL: dropout and one linear layer.</summary>
/// <remarks>Source: hrzhang1123/DTFD-MIL 10964f4, Model/network.py: Classifier_1fc.</remarks>
internal sealed class DtfdClassifier : nn.Module<Tensor, Tensor>
{
    private readonly Linear fc;
    private readonly double _dropout;

    public DtfdClassifier(long width, long outputs, double dropout = 0)
        : base(nameof(DtfdClassifier))
    {
        fc = nn.Linear(width, outputs);
        _dropout = dropout;
        RegisterComponents();
    }

    /// <summary>Gets the weights, (C, E).</summary>
    public Tensor Weights => fc.weight;

    /// <summary>Classifies vectors, (R, E) to (R, C); the caller disposes the result.</summary>
    public override Tensor forward(Tensor input)
    {
        using DisposeScope scope = NewDisposeScope();
        return fc.call(nn.functional.dropout(input, _dropout, training)).MoveToOuterDisposeScope();
    }
}
