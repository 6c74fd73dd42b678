using Histo.Ssl.Comparison;
using Histo.Ssl.Mil.Comparison;
using Histo.Ssl.Slides;
using Histo.Ssl.Storage;

namespace Histo.Evidence;

/// <summary>Runs one of the committed plans: the same as <c>histo compare --config samples/Evidence/Plans/NAME.json</c>, and writes its tables as Markdown besides.</summary>
/// <remarks>Resumable. The plans name the data by <c>HISTO_DATA_DIR</c>, so the same command runs on other data of the same layout.</remarks>
internal static class PlannedComparison
{
    public static IReadOnlyList<string> Names => [.. Directory.EnumerateFiles(Folder, "*.json").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Plans");

    public static string Run(string name, string output, int jobs, IReadOnlyList<ulong> seeds, Action<string> log, CancellationToken cancellation)
    {
        Environment.SetEnvironmentVariable("HISTO_DATA_DIR", DataFolder.Find());
        ComparisonPlan plan = ComparisonPlan.Load(Path.Combine(Folder, name + ".json"));
        plan = seeds.Count == 0 ? plan : plan with { Seeds = seeds };
        string folder = Path.Combine(output, name);
        var readers = SlideReaderFactory.Default();
        var comparer = new Comparer(readers, [new MilJudge()]);
        ComparisonResult result = comparer.Run(plan, folder, new ComparisonExecution { Jobs = jobs }, new Told(log), cancellation);
        AtomicFile.WriteText(Path.Combine(folder, "comparison.json"), result.ToJson());
        ComparisonReport.Save(result, folder, Path.Combine(folder, "report.html"), readers, cancellation);
        string table = ComparisonTable.Write(result);
        AtomicFile.WriteText(Path.Combine(folder, name + ".md"), table);
        return table;
    }

    private sealed class Told(Action<string> log) : IProgress<ComparisonProgress>
    {
        public void Report(ComparisonProgress value)
        {
            if (value.Stage is "finished" or "failed")
            {
                log($"{value.Done}/{value.Total} {value.Run}: {value.Stage} {value.Error}");
            }
        }
    }
}
