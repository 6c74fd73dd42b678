using static TorchSharp.torch;

namespace Histo.Ssl.Training;

/// <summary>Changes parameters along their gradients. Its buffers are part of the run state.</summary>
/// <remarks>Build it after the modules have been moved to their device: moving replaces parameters. Called from one thread. Disposing it disposes its buffers, not the parameters.</remarks>
public abstract class Optimizer : IDisposable
{
    private readonly List<(string Name, Tensor Tensor)> _state = [];

    /// <summary>Creates the base of an optimiser.</summary>
    /// <param name="groups">Parameter groups; at least one parameter in all.</param>
    /// <exception cref="HistoException">HS0001: there is no parameter, or a name comes twice.</exception>
    protected Optimizer(IReadOnlyList<ParameterGroup> groups)
    {
        ArgumentNullException.ThrowIfNull(groups);
        Groups = groups;
        var names = groups.SelectMany(group => group.Parameters).Select(parameter => parameter.Name).ToList();
        if (names.Count == 0 || names.Distinct(StringComparer.Ordinal).Count() != names.Count)
        {
            throw new HistoException(ErrorCodes.InvalidOption, "an optimiser needs parameters with unique names", seen: names.Count, wanted: "1 or more, each once");
        }
    }

    /// <summary>Gets the groups; their rates, factors and decays may be changed between steps.</summary>
    public IReadOnlyList<ParameterGroup> Groups { get; }

    /// <summary>Gets the buffers by name, for saving and for loading in place.</summary>
    public IReadOnlyList<(string Name, Tensor Tensor)> State => _state;

    /// <summary>Changes every parameter that has a gradient.</summary>
    /// <param name="learningRate">Learning rate of this step; each group multiplies it, or its own rate, by its factor.</param>
    public void Step(double learningRate)
    {
        using IDisposable noGrad = no_grad();
        using var scope = NewDisposeScope();
        foreach (ParameterGroup group in Groups)
        {
            StepGroup(group, (group.OwnLearningRate ?? learningRate) * group.LearningRateFactor);
        }
    }

    /// <summary>Forgets the gradients of all parameters.</summary>
    public void ZeroGradients()
    {
        foreach (ParameterGroup group in Groups)
        {
            foreach (NamedParameter parameter in group.Parameters)
            {
                using Tensor? gradient = parameter.Tensor.grad;
                if (gradient is not null)
                {
                    parameter.Tensor.grad = null;
                }
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Disposes the buffers.</summary>
    /// <param name="disposing">True when called from <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            _state.ForEach(entry => entry.Tensor.Dispose());
            _state.Clear();
        }
    }

    /// <summary>Changes the parameters of one group; called without gradient, inside a dispose scope.</summary>
    /// <param name="group">The group.</param>
    /// <param name="learningRate">Learning rate with the group's factor applied.</param>
    protected abstract void StepGroup(ParameterGroup group, double learningRate);

    /// <summary>Creates a buffer that is saved and loaded with the run.</summary>
    /// <param name="name">Unique name.</param>
    /// <param name="initial">First value; taken over.</param>
    /// <returns>The buffer.</returns>
    protected Tensor AddState(string name, Tensor initial)
    {
        initial.DetachFromDisposeScope();
        _state.Add((name, initial));
        return initial;
    }

    /// <summary>Creates one zero buffer a parameter.</summary>
    /// <param name="prefix">Put before the parameter's name.</param>
    /// <returns>The buffers by the parameter's name.</returns>
    protected Dictionary<string, Tensor> AddZeros(string prefix)
    {
        using IDisposable noGrad = no_grad();
        return Groups.SelectMany(group => group.Parameters)
            .ToDictionary(parameter => parameter.Name, parameter => AddState($"{prefix}.{parameter.Name}", zeros_like(parameter.Tensor)), StringComparer.Ordinal);
    }
}
