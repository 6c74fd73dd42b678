using System.Text.Json.Nodes;

namespace Histo.Ssl.Objectives;

/// <summary>Brings an objective of another assembly to runs: given to <c>PretrainPipeline</c>, or registered in a container, its name may stand in <see cref="ObjectiveOptions.Name"/>.</summary>
/// <remarks>Its settings are a part of the run's options, so they are recorded, hashed and restored with them. <see cref="ObjectiveProvider{TOptions}"/> does the JSON for an options class.</remarks>
public interface IObjectiveProvider
{
    /// <summary>Gets the name of the objective; none of <see cref="ObjectiveFactory.Names"/>.</summary>
    string Name { get; }

    /// <summary>Checks settings and writes out what they leave to defaults, so that a run's record says all of it.</summary>
    /// <param name="settings">What <see cref="ObjectiveOptions.Custom"/> holds; null for the defaults. Left as it is.</param>
    /// <returns>New settings with every member.</returns>
    /// <exception cref="HistoException">HS0001: a setting is unknown or out of range; the message names it.</exception>
    JsonObject Complete(JsonObject? settings);

    /// <summary>Creates the objective with new heads on the CPU.</summary>
    /// <param name="settings">What <see cref="ObjectiveOptions.Custom"/> holds; null for the defaults.</param>
    /// <param name="setup">What it is created for.</param>
    /// <returns>The objective; the caller disposes it.</returns>
    /// <exception cref="HistoException">HS0001: a setting is out of range. Others: as the objective says.</exception>
    IJointEmbeddingObjective Create(JsonObject? settings, ObjectiveSetup setup);
}
