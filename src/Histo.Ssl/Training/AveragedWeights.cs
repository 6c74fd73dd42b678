using Histo.Ssl.Encoders;
using static TorchSharp.torch;

namespace Histo.Ssl.Training;

/// <summary>A running average of an encoder's parameters, saved beside the trained weights.</summary>
/// <remarks>Parameters only: an averaged encoder needs batch-norm statistics of its own, so its buffers are those of the trained one. Disposing it disposes the averages.</remarks>
public sealed class AveragedWeights : IDisposable
{
    private readonly List<(string Name, Tensor Average, Tensor Online)> _pairs = [];
    private readonly double _decay;

    /// <summary>Starts the average at the encoder's present parameters.</summary>
    /// <param name="encoder">The encoder, already on its device.</param>
    /// <param name="decay">Share of the old average that is kept at each step, 0 to 1.</param>
    public AveragedWeights(Encoder encoder, double decay)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        _decay = decay;
        using IDisposable noGrad = no_grad();
        using var scope = NewDisposeScope();
        foreach ((string name, TorchSharp.Modules.Parameter parameter) in encoder.named_parameters())
        {
            _pairs.Add((name, parameter.detach().clone().DetachFromDisposeScope(), parameter));
        }
    }

    /// <summary>Gets the averages by the parameter's name.</summary>
    public IEnumerable<(string Name, Tensor Tensor)> Tensors => _pairs.Select(pair => (pair.Name, pair.Average));

    /// <summary>Moves the average towards the present parameters.</summary>
    public void Update() => MomentumUpdate.Apply([.. _pairs.Select(pair => (pair.Average, pair.Online))], _decay);

    /// <summary>Exchanges averages and parameters in place; call twice to come back.</summary>
    public void Swap()
    {
        using IDisposable noGrad = no_grad();
        using var scope = NewDisposeScope();
        foreach ((_, Tensor average, Tensor online) in _pairs)
        {
            Tensor kept = online.detach().clone();
            online.copy_(average);
            average.copy_(kept);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _pairs.ForEach(pair => pair.Average.Dispose());
        _pairs.Clear();
    }
}
