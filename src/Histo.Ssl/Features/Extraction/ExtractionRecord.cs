using Histo.Ssl.Encoders;
using Histo.Ssl.Tiling;
using Histo.Ssl.Tissue;
using Histo.Ssl.Training;

namespace Histo.Ssl.Features;

/// <summary>Content of <c>extraction.json</c>: what was extracted, with what, and what became of each slide.</summary>
/// <remarks>Written after every slide. It explains; whether a slide is done is decided by its store alone, which exists and verifies or does not.</remarks>
public sealed record ExtractionRecord
{
    /// <summary>Gets the version of the file's layout.</summary>
    public int Format { get; init; } = 1;

    /// <summary>Gets how far the run is. Completed also with slides that failed: see <see cref="Slides"/>.</summary>
    public RunStatus Status { get; init; }

    /// <summary>Gets what the encoder is and what it was fed.</summary>
    public required EncoderSpec Encoder { get; init; }

    /// <summary>Gets the SHA-256 of the encoder's weights in hexadecimal.</summary>
    public required string EncoderHash { get; init; }

    /// <summary>Gets the number of features of a tile.</summary>
    public required int Width { get; init; }

    /// <summary>Gets what features are stored as: float32, float16 or bfloat16.</summary>
    public required string Precision { get; init; }

    /// <summary>Gets the grid.</summary>
    public required TilingOptions Tiling { get; init; }

    /// <summary>Gets how tissue was found, when by the library's own method.</summary>
    public required TissueOptions Tissue { get; init; }

    /// <summary>Gets the method that found the tissue, with its settings, as <see cref="ITissueDetector.Description"/> tells it.</summary>
    public required string TissueMethod { get; init; }

    /// <summary>Gets versions by name: histo, torchsharp, libtorch, dotnet, os.</summary>
    public IReadOnlyDictionary<string, string> Versions { get; init; } = new Dictionary<string, string>();

    /// <summary>Gets the slides: those of this cohort in its order, after those of earlier cohorts in this folder.</summary>
    public IReadOnlyList<ExtractedSlide> Slides { get; init; } = [];

    /// <summary>Gets why the run stopped.</summary>
    /// <value>Null: it did not, or was cancelled.</value>
    public string? Error { get; init; }

    /// <summary>Names this record's values of the settings that another record has otherwise; empty for none.</summary>
    internal IReadOnlyList<string> DifferencesFrom(ExtractionRecord other)
    {
        (string Name, string Mine, string Other)[] settings =
        [
            ("encoder", $"{Encoder.Architecture} {EncoderHash}", $"{other.Encoder.Architecture} {other.EncoderHash}"),
            ("encoder input", Input(Encoder), Input(other.Encoder)),
            ("precision", Precision, other.Precision),
            ("tiling", Tiling.Describe(), other.Tiling.Describe()),
            ("tissue", TissueMethod, other.TissueMethod),
        ];
        return [.. settings.Where(each => each.Mine != each.Other).Select(each => $"{each.Name} {each.Mine}")];
    }

    private static string Input(EncoderSpec spec) => FormattableString.Invariant($"{spec.InputSize} px, mean {spec.Mean}, deviation {spec.Deviation}");
}
