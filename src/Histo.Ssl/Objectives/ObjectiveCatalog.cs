namespace Histo.Ssl.Objectives;

/// <summary>The objectives that a run can choose from: those of <see cref="ObjectiveFactory"/> and those of providers.</summary>
public sealed class ObjectiveCatalog
{
    private readonly SortedDictionary<string, IObjectiveProvider> _providers = new(StringComparer.Ordinal);

    /// <summary>Gathers objectives.</summary>
    /// <param name="providers">Objectives of other assemblies; none by default.</param>
    /// <exception cref="HistoException">HS0001: two objectives have one name.</exception>
    public ObjectiveCatalog(IEnumerable<IObjectiveProvider>? providers = null)
    {
        foreach (IObjectiveProvider provider in providers ?? [])
        {
            if (ObjectiveFactory.Names.Contains(provider.Name) || !_providers.TryAdd(provider.Name, provider))
            {
                throw new HistoException(ErrorCodes.InvalidOption, "two objectives have one name", provider.GetType().FullName, provider.Name, "a name of its own", "Register each provider once, and none under the name of a built-in objective.");
            }
        }

        Names = [.. ObjectiveFactory.Names.Concat(_providers.Keys).Order(StringComparer.Ordinal)];
    }

    /// <summary>Gets the objectives of <see cref="ObjectiveFactory"/> alone.</summary>
    public static ObjectiveCatalog BuiltIn { get; } = new();

    /// <summary>Gets the names of all objectives, sorted.</summary>
    public IReadOnlyCollection<string> Names { get; }

    /// <summary>Checks the name, and the settings of a provider's objective, and writes out what those leave to defaults.</summary>
    /// <param name="options">Its <see cref="ObjectiveOptions.Custom"/> is replaced when a provider has the objective.</param>
    /// <exception cref="HistoException">HS1601: there is no objective of that name. HS0001: a setting is wrong, or the objective takes no custom settings.</exception>
    public void Complete(ObjectiveOptions options)
    {
        Validate(options);
        options.Custom = _providers.TryGetValue(options.Name, out IObjectiveProvider? provider) ? provider.Complete(options.Custom) : null;
    }

    /// <summary>Checks the name, and the settings of a provider's objective.</summary>
    /// <param name="options">Which objective, and its settings.</param>
    /// <exception cref="HistoException">HS1601: there is no objective of that name. HS0001: a setting is wrong, or the objective takes no custom settings.</exception>
    public void Validate(ObjectiveOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (!Names.Contains(options.Name))
        {
            throw new HistoException(
                ErrorCodes.UnknownObjective, "there is no such objective", "Objective.Name", options.Name, string.Join(", ", Names), "Objectives of other packages must be given to the pipeline or registered (AddHistoMil for weaksupcon).");
        }

        if (_providers.TryGetValue(options.Name, out IObjectiveProvider? provider))
        {
            provider.Complete(options.Custom);
        }
        else if (options.Custom is not null)
        {
            throw new HistoException(ErrorCodes.InvalidOption, "the objective takes no custom settings: its options have a section of their own", "Objective.Custom", options.Name, "null");
        }
    }

    /// <summary>Creates an objective with new heads on the CPU.</summary>
    /// <param name="options">Which objective, and its settings.</param>
    /// <param name="setup">What it is created for.</param>
    /// <returns>The objective; the caller disposes it.</returns>
    /// <exception cref="HistoException">As <see cref="Validate"/> and <see cref="ObjectiveFactory.Create(ObjectiveOptions, ObjectiveSetup)"/>.</exception>
    public IJointEmbeddingObjective Create(ObjectiveOptions options, ObjectiveSetup setup)
    {
        ArgumentNullException.ThrowIfNull(options);
        return _providers.TryGetValue(options.Name, out IObjectiveProvider? provider) ? provider.Create(options.Custom, setup) : ObjectiveFactory.Create(options, setup);
    }
}
