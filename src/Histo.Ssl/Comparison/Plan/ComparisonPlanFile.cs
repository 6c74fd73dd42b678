using System.Text.Json;
using System.Text.RegularExpressions;

namespace Histo.Ssl.Comparison;

/// <summary>Reads the file of a plan.</summary>
internal static partial class ComparisonPlanFile
{
    public static ComparisonPlan Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path))
        {
            throw new HistoException(ErrorCodes.BadComparison, "the plan does not exist", path, action: "Name a plan; docs/comparing.md shows one.");
        }

        try
        {
            ComparisonPlan plan = JsonSerializer.Deserialize(File.ReadAllText(path), ComparisonJson.Default.ComparisonPlan) ?? throw new JsonException("the text is null");
            string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
            plan.Validate();
            return plan with { Cohorts = plan.Cohorts.ToDictionary(each => each.Key, each => each.Value with { Manifest = Resolve(each.Value.Manifest, folder, path), Labels = Resolve(each.Value.Labels, folder, path) }, StringComparer.Ordinal) };
        }
        catch (JsonException error)
        {
            throw new HistoException(ErrorCodes.BadComparison, $"the plan cannot be read: {error.Message}", path, error.Path, "the members that docs/comparing.md names", inner: error);
        }
    }

    /// <summary>The plan with the names of its files instead of their places.</summary>
    public static ComparisonPlan WithoutPaths(ComparisonPlan plan) =>
        plan with { Cohorts = plan.Cohorts.ToDictionary(each => each.Key, each => each.Value with { Manifest = Path.GetFileName(each.Value.Manifest), Labels = Path.GetFileName(each.Value.Labels) }, StringComparer.Ordinal) };

    private static string? Resolve(string? file, string folder, string path) => file is null ? null : Path.GetFullPath(Variable().Replace(file, match => Value(match.Groups[1].Value, path)), folder);

    private static string Value(string name, string path) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value
        ? Path.GetFullPath(value)
        : throw new HistoException(ErrorCodes.BadComparison, "the plan names an environment variable that is not set", path, name, action: $"Set {name} to the folder of the data.");

    [GeneratedRegex(@"\$\{(\w+)\}")]
    private static partial Regex Variable();
}
