using Histo.Ssl.Objectives;

namespace Histo.Ssl.Mil.WeakSupCon;

/// <summary>Brings <see cref="WeakSupConObjective"/> to runs: give it to <c>PretrainPipeline</c>, or call <c>AddHistoMil</c>.</summary>
/// <example>
/// <code>
/// var provider = new WeakSupConProvider();
/// var options = new PretrainOptions();
/// provider.Use(options.Objective, new WeakSupConOptions { NegativeLabels = ["normal"] });
/// using PretrainOutcome run = new PretrainPipeline(readers, objectives: [provider]).Start(slides, options, "run");
/// </code>
/// </example>
public sealed class WeakSupConProvider() : ObjectiveProvider<WeakSupConOptions>(WeakSupConJsonContext.Default.WeakSupConOptions)
{
    /// <inheritdoc/>
    public override string Name => WeakSupConObjective.ObjectiveName;

    /// <summary>Chooses the objective with these settings.</summary>
    /// <param name="objective">Options of a run; changed.</param>
    /// <param name="options">Settings of WeakSupCon.</param>
    public void Use(ObjectiveOptions objective, WeakSupConOptions options)
    {
        ArgumentNullException.ThrowIfNull(objective);
        ArgumentNullException.ThrowIfNull(options);
        (objective.Name, objective.Custom) = (Name, Write(options));
    }

    /// <inheritdoc/>
    protected override IJointEmbeddingObjective Create(WeakSupConOptions options, ObjectiveSetup setup) => new WeakSupConObjective(setup, options);
}
