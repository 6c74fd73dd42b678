using System.Text.Json.Nodes;

namespace Histo.Ssl.Comparison;

/// <summary>A grid of encoders, objectives, samplers and seeds, the cohorts, and how every run is judged. Read from a file by <see cref="Load"/>.</summary>
public sealed record ComparisonPlan
{
    /// <summary>Gets the title of the report.</summary>
    public required string Name { get; init; }

    /// <summary>Gets what is compared and why, for the reader of the report.</summary>
    /// <value>Empty (default).</value>
    public string Description { get; set; } = string.Empty;

    /// <summary>Gets what the reader must know to not read too much into it; one sentence each.</summary>
    /// <value>Empty (default).</value>
    public IReadOnlyList<string> Limits { get; set; } = [];

    /// <summary>Gets the cohorts by name.</summary>
    public required IReadOnlyDictionary<string, ComparisonCohort> Cohorts { get; init; }

    /// <summary>Gets the name of the cohort that runs are pretrained on.</summary>
    public required string Pretrain { get; init; }

    /// <summary>Gets the options that all runs share, as <c>histo pretrain --print-config</c> shows them.</summary>
    /// <value>Empty (default): the defaults.</value>
    public JsonObject Base { get; set; } = [];

    /// <summary>Gets the encoders.</summary>
    /// <value>One, named "encoder", that sets nothing (default).</value>
    public IReadOnlyList<ComparisonChoice> Encoders { get; set; } = [new() { Name = "encoder" }];

    /// <summary>Gets the objectives.</summary>
    public required IReadOnlyList<ComparisonChoice> Objectives { get; init; }

    /// <summary>Gets the samplers of pairs.</summary>
    public required IReadOnlyList<ComparisonChoice> Samplers { get; init; }

    /// <summary>Gets the seeds; equal seeds have equal initial weights and anchors in all samplers of an objective.</summary>
    public required IReadOnlyList<ulong> Seeds { get; init; }

    /// <summary>Gets the sampler that the others are compared with.</summary>
    public required string Baseline { get; init; }

    /// <summary>Gets a second sampler that the others are compared with, for example any tile of the slide.</summary>
    /// <value>Null (default): none.</value>
    public string? Control { get; set; }

    /// <summary>Gets whether the untrained encoder is judged too, with each seed.</summary>
    /// <value>True (default).</value>
    public bool Untrained { get; set; } = true;

    /// <summary>Gets whether the histogram of colours, which needs no encoder, is judged too.</summary>
    /// <value>True (default).</value>
    public bool ColourHistogram { get; set; } = true;

    /// <summary>Gets how runs are judged.</summary>
    public required IReadOnlyList<ComparisonTask> Tasks { get; init; }

    /// <summary>Gets the scores that charts show, by their names.</summary>
    /// <value>"auc", "balancedAccuracy", "knnAuc", "fewShot5", "nmi" (default).</value>
    public IReadOnlyList<string> Headlines { get; set; } = ["auc", "balancedAccuracy", "knnAuc", "fewShot5", "nmi"];

    /// <summary>Gets the resamples of each interval.</summary>
    /// <value>100 to 1,000,000; 2,000 (default).</value>
    public int Resamples { get; set; } = 2000;

    /// <summary>Reads a plan: JSON with comments; <c>${NAME}</c> in paths is an environment variable, relative paths are from the file's folder.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="HistoException">HS1890: it does not exist, is not JSON, names an unknown member, cohort, sampler or variable, or a name cannot be a folder.</exception>
    public static ComparisonPlan Load(string path) => ComparisonPlanFile.Read(path);

    /// <summary>Checks that names refer to something.</summary>
    /// <exception cref="HistoException">HS1890: they do not.</exception>
    public void Validate() => ComparisonPlanRules.Check(this);
}
