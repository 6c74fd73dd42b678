using System.Text.Json;

namespace Histo.Ssl.Comparison;

/// <summary>Everything that a comparison found; the content of <c>comparison.json</c>.</summary>
public sealed record ComparisonResult
{
    private static readonly ComparisonJson Compact = new(new JsonSerializerOptions(ComparisonJson.Default.Options) { WriteIndented = false });

    /// <summary>Gets the plan.</summary>
    public required ComparisonPlan Plan { get; init; }

    /// <summary>Gets versions by name: histo, torchsharp, libtorch, dotnet, os.</summary>
    public required IReadOnlyDictionary<string, string> Versions { get; init; }

    /// <summary>Gets the cohorts, on the grid of the first run.</summary>
    public required IReadOnlyList<ComparedCohort> Cohorts { get; init; }

    /// <summary>Gets every run that the plan names, failed ones too.</summary>
    public required IReadOnlyList<ComparedRun> Runs { get; init; }

    /// <summary>Gets the scores of the arms over their seeds.</summary>
    public required IReadOnlyList<ArmScore> Scores { get; init; }

    /// <summary>Gets the paired differences.</summary>
    public required IReadOnlyList<ArmDifference> Differences { get; init; }

    /// <summary>Returns JSON on one line, numbers culture-invariant. Names of cohort files are left out of the plan: results may travel.</summary>
    public string ToJson() => JsonSerializer.Serialize(this with { Plan = ComparisonPlanFile.WithoutPaths(Plan) }, Compact.ComparisonResult);
}
