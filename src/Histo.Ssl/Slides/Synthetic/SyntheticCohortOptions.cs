using System.ComponentModel.DataAnnotations;

namespace Histo.Ssl.Slides.Synthetic;

/// <summary>Settings of <see cref="SyntheticCohort"/>.</summary>
public sealed record SyntheticCohortOptions
{
    /// <summary>Gets the number of slides.</summary>
    /// <value>1 to 100,000; default 8.</value>
    [Range(1, 100_000)]
    public int SlideCount { get; init; } = 8;

    /// <summary>Gets the number of slides of a patient.</summary>
    /// <value>1 or more; default 1.</value>
    [Range(1, int.MaxValue)]
    public int SlidesPerPatient { get; init; } = 1;

    /// <summary>Gets the share of slides with tumour; the others get the label "normal" and an empty annotation.</summary>
    /// <value>0 to 1; default 1. Slides without tumour are spread evenly over the cohort.</value>
    [Range(0.0, 1.0)]
    public double PositiveShare { get; init; } = 1;

    /// <summary>Gets the class that the annotation masks show in white.</summary>
    /// <value>Default <see cref="SyntheticTissue.Tumor"/>.</value>
    public SyntheticTissue AnnotatedClass { get; init; } = SyntheticTissue.Tumor;

    /// <summary>Gets the number of slides that are made at the same time.</summary>
    /// <value>Default 1; 0: as many as there are processors. Never changes a result.</value>
    [Range(0, 1024)]
    public int Threads { get; init; } = 1;

    /// <summary>Gets what each slide looks like.</summary>
    /// <value>Default: the defaults of <see cref="SyntheticSlideOptions"/>; <see cref="SyntheticSlideOptions.HasTumor"/> is set by <see cref="PositiveShare"/>.</value>
    public SyntheticSlideOptions Slide { get; init; } = new();
}
