using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Histo.Ssl.Objectives;

/// <summary>A provider whose settings are an options class with data annotations.</summary>
/// <typeparam name="TOptions">The options; a new one holds the defaults.</typeparam>
/// <param name="json">How they are read and written; refuse unknown members there (JsonUnmappedMemberHandling.Disallow), so that a misspelt one is found.</param>
public abstract class ObjectiveProvider<TOptions>(JsonTypeInfo<TOptions> json) : IObjectiveProvider
    where TOptions : class, new()
{
    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public JsonObject Complete(JsonObject? settings) => Write(Read(settings));

    /// <summary>Writes options as <see cref="ObjectiveOptions.Custom"/> holds them.</summary>
    /// <param name="options">The options.</param>
    public JsonObject Write(TOptions options) => JsonSerializer.SerializeToNode(options, json)!.AsObject();

    /// <inheritdoc/>
    public IJointEmbeddingObjective Create(JsonObject? settings, ObjectiveSetup setup)
    {
        ArgumentNullException.ThrowIfNull(setup);
        return Create(Read(settings), setup);
    }

    /// <summary>Reads options and checks their annotations.</summary>
    /// <param name="settings">JSON members; null for the defaults.</param>
    /// <exception cref="HistoException">HS0001: a setting is unknown, of another type or out of range.</exception>
    public TOptions Read(JsonObject? settings)
    {
        TOptions options;
        try
        {
            options = settings is null ? new TOptions() : settings.Deserialize(json)!;
        }
        catch (JsonException error)
        {
            throw new HistoException(ErrorCodes.InvalidOption, $"the settings of {Name} cannot be read: {error.Message}", "Objective.Custom", error.Path, string.Join(", ", Write(new TOptions()).Select(member => member.Key)), inner: error);
        }

        OptionRange.Require(options);
        return options;
    }

    /// <summary>Creates the objective with new heads on the CPU.</summary>
    /// <param name="options">Options whose annotations hold.</param>
    /// <param name="setup">What it is created for.</param>
    /// <returns>The objective; the caller disposes it.</returns>
    protected abstract IJointEmbeddingObjective Create(TOptions options, ObjectiveSetup setup);
}
