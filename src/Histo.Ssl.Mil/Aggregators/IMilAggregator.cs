using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Aggregators;

/// <summary>A model from the instances of a bag to one prediction.</summary>
/// <remarks>Implementations are torch modules (derive from <see cref="MilAggregator"/>); parameter names are those of the authors' code, so that weight files match. Called from one thread.</remarks>
public interface IMilAggregator : IDisposable
{
    /// <summary>Gets the aggregator's name as in options and files, for example "gated-abmil".</summary>
    string Name { get; }

    /// <summary>Gets the number of features of an instance.</summary>
    int InputSize { get; }

    /// <summary>Gets the number of logits C.</summary>
    int Outputs { get; }

    /// <summary>Gets what the logits are.</summary>
    LogitKind Logits { get; }

    /// <summary>Gets the module with the parameters; training and evaluation mode, device and element type are its own.</summary>
    nn.Module Module { get; }

    /// <summary>Gets the beginnings of parameter names whose gradients are clipped group by group where a trainer clips.</summary>
    /// <value>Empty (default): one norm over all parameters.</value>
    IReadOnlyList<string> ClipGroups => [];

    /// <summary>Computes prediction, attention and, with a target, the parts of the loss.</summary>
    /// <param name="input">Bag, target, randomness.</param>
    /// <returns>What it makes of the bag; the caller disposes it.</returns>
    /// <exception cref="HistoException">HS2002: the bag has another number of features, or is of another element type or on another device than the model.</exception>
    MilOutput Forward(MilInput input);

    /// <summary>Computes as <see cref="Forward"/> does, and adds the gradient of the loss to that of the parameters. Trainers call this.</summary>
    /// <param name="input">Bag, target, randomness.</param>
    /// <param name="scale">Factor on the loss, for gradients of several bags.</param>
    /// <returns>What it makes of the bag; the terms are unscaled. The caller disposes it.</returns>
    /// <remarks>Nothing of the output may be differentiated again. Aggregators whose loss is a sum of passes may go backward pass by pass to save memory: when a later pass fails, the gradients of earlier ones have been added.</remarks>
    /// <exception cref="HistoException">HS2002: as <see cref="Forward"/>. HS2003: there is no target.</exception>
    MilOutput Learn(MilInput input, double scale);
}
