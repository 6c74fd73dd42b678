namespace Histo.Ssl.Slides;

/// <summary>One slide of a cohort.</summary>
/// <param name="SlideId">Unique name of the slide.</param>
/// <param name="Parts">Its file, or the images of its mosaic; at least one.</param>
public sealed record ManifestSlide(string SlideId, IReadOnlyList<ManifestPart> Parts)
{
    /// <summary>Gets the microns per level-0 pixel that the manifest gives.</summary>
    /// <value>Null: what the file says.</value>
    public double? Mpp { get; init; }

    /// <summary>Gets the patient.</summary>
    /// <value>Null: not known; folds are then grouped by slide.</value>
    public string? PatientId { get; init; }

    /// <summary>Gets the slide-level (weak) label.</summary>
    /// <value>Null: not known.</value>
    public string? Label { get; init; }

    /// <summary>Gets the unit that a fold must not split.</summary>
    /// <value>Null: the patient, else the slide.</value>
    public string? Group { get; init; }

    /// <summary>Gets the site: hospital, scanner or whatever else the slides come from.</summary>
    /// <value>Null: not known.</value>
    public string? Site { get; init; }

    /// <summary>Gets the unit that a fold must not split, with the defaults applied.</summary>
    public string FoldGroup => Group ?? PatientId ?? SlideId;
}
