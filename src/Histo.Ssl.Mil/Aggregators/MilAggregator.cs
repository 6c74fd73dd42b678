using System.Diagnostics.CodeAnalysis;
using Histo.Ssl.Mil.Bags;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Aggregators;

/// <summary>Base of aggregators: checks the bag, keeps a pass in one dispose scope.</summary>
[SuppressMessage("Naming", "CA1708:Identifiers should differ by more than case", Justification = "Torch's forward beside the interface's.")]
public abstract class MilAggregator : nn.Module<MilInput, MilOutput>, IMilAggregator
{
    /// <summary>Creates the base of an aggregator.</summary>
    /// <param name="name">Name as in options and files.</param>
    /// <param name="inputSize">Number of features of an instance, 1 or more.</param>
    /// <param name="outputs">Number of logits, 1 or more.</param>
    /// <exception cref="HistoException">HS0001: a number is below 1.</exception>
    protected MilAggregator(string name, int inputSize, int outputs)
        : base(name)
    {
        if (inputSize < 1 || outputs < 1)
        {
            throw new HistoException(ErrorCodes.InvalidOption, "an aggregator needs features and logits", name, $"{inputSize} features, {outputs} logits", "1 or more of each");
        }

        (Name, InputSize, Outputs) = (name, inputSize, outputs);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public int InputSize { get; }

    /// <inheritdoc/>
    public int Outputs { get; }

    /// <inheritdoc/>
    /// <value><see cref="LogitKind.Softmax"/> by default.</value>
    public virtual LogitKind Logits => LogitKind.Softmax;

    /// <inheritdoc/>
    /// <value>Empty by default.</value>
    public virtual IReadOnlyList<string> ClipGroups => [];

    /// <inheritdoc/>
    public nn.Module Module => this;

    /// <inheritdoc/>
    public MilOutput Forward(MilInput input) => forward(input);

    /// <inheritdoc/>
    public virtual MilOutput Learn(MilInput input, double scale)
    {
        MilOutput output = Forward(input);
        try
        {
            using DisposeScope scope = NewDisposeScope();
            (output.Loss() * scale).backward();
            return output;
        }
        catch
        {
            output.Dispose();
            throw;
        }
    }

    /// <summary>Computes a pass; <see cref="Forward"/> is the same.</summary>
    /// <param name="input">Bag, target, randomness.</param>
    /// <returns>What it makes of the bag; the caller disposes it.</returns>
    public sealed override MilOutput forward(MilInput input) => Pass(input, Compute);

    /// <summary>Computes a pass within a dispose scope: everything but what is in the output dies at its end.</summary>
    /// <param name="input">Bag (of the right width), target, randomness.</param>
    /// <returns>Tensors of the current scope. A tensor that someone else owns (the bag's, a parameter) must not be put into it.</returns>
    protected abstract MilOutput Compute(MilInput input);

    /// <summary>Checks the bag and computes a pass in one dispose scope.</summary>
    /// <param name="input">Bag, target, randomness.</param>
    /// <param name="compute">As <see cref="Compute"/>.</param>
    private protected MilOutput Pass(MilInput input, Func<MilInput, MilOutput> compute)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (input.Bag.Width != InputSize)
        {
            throw new HistoException(
                ErrorCodes.BagMismatch, $"{Name} was made for features of another length", input.Bag.Id, input.Bag.Width, InputSize, "Use features of the encoder that the model was trained with.");
        }

        RequirePlace(input.Bag);
        using DisposeScope scope = NewDisposeScope();
        return compute(input).MoveToOuterDisposeScope();
    }

    private void RequirePlace(Bag bag)
    {
        Tensor features = bag.Features;
        if (parameters().FirstOrDefault() is Tensor own && (features.dtype != own.dtype || features.device_type != own.device_type || features.device_index != own.device_index))
        {
            throw new HistoException(
                ErrorCodes.BagMismatch, $"the features are of another element type or device than the weights of {Name}", bag.Id, $"{features.dtype} on {features.device}", $"{own.dtype} on {own.device}",
                "Make the bag with Features.to(...), or move the model.");
        }
    }
}
