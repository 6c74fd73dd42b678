using System.ComponentModel.DataAnnotations;

namespace EmbeddedHost;

/// <summary>What this application adds to the library's options.</summary>
internal sealed class JobOptions
{
    /// <summary>A folder of slides or a CSV manifest; null: synthetic slides are made in the job's folder.</summary>
    public string? Slides { get; set; }

    /// <summary>A CSV with slide_id and label: a slide-level model is trained on the features. Null: no such model.</summary>
    public string? Labels { get; set; }

    /// <summary>Folder of the job; a run that is there is gone on with.</summary>
    [Required]
    public string Out { get; set; } = "histo-host";

    public string RunFolder => Path.Combine(Out, "run");

    public string ModelFolder => Path.Combine(Out, "model");

    public string SyntheticFolder => Path.Combine(Out, "slides");
}
