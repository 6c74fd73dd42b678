using Histo.Ssl.Encoders;

namespace Histo.Ssl.Training;

/// <summary>Content of <c>run.json</c>: what was run, with what, and what came out.</summary>
public sealed record RunRecord
{
    /// <summary>Gets the version of the file's layout.</summary>
    public int Format { get; init; } = 1;

    /// <summary>Gets how far the run is.</summary>
    public RunStatus Status { get; init; }

    /// <summary>Gets the options.</summary>
    public required PretrainOptions Options { get; init; }

    /// <summary>Gets the hash of the options that change a result.</summary>
    public required string OptionsHash { get; init; }

    /// <summary>Gets the hash of the tile set.</summary>
    public required string TileSetHash { get; init; }

    /// <summary>Gets the number of tiles.</summary>
    public int Tiles { get; init; }

    /// <summary>Gets the reader of each slide by slide id.</summary>
    public IReadOnlyDictionary<string, string> Readers { get; init; } = new Dictionary<string, string>();

    /// <summary>Gets what the encoder is and what it must be fed.</summary>
    public required EncoderSpec Encoder { get; init; }

    /// <summary>Gets the threads of one tensor operation.</summary>
    public int ComputeThreads { get; init; }

    /// <summary>Gets versions by name: histo, torchsharp, libtorch, dotnet, os.</summary>
    public IReadOnlyDictionary<string, string> Versions { get; init; } = new Dictionary<string, string>();

    /// <summary>Gets the number of finished steps.</summary>
    public long Step { get; init; }

    /// <summary>Gets the meters of the last step.</summary>
    public StepMeters? FinalMeters { get; init; }

    /// <summary>Gets the tiles that could not be read, as text with slide and coordinates.</summary>
    public IReadOnlyList<string> UnreadableTiles { get; init; } = [];

    /// <summary>Gets why the run failed.</summary>
    /// <value>Null: it did not.</value>
    public string? Error { get; init; }
}
