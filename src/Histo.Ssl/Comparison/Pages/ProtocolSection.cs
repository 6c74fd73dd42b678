using System.Text.Json;
using Histo.Ssl.Reports;

namespace Histo.Ssl.Comparison;

/// <summary>What was run: options, hashes, versions, times.</summary>
internal static class ProtocolSection
{
    public static void Add(HtmlReport report, ComparisonResult result)
    {
        ReportSection section = report.Section("What was run");
        section.Facts([.. result.Versions.Select(each => (each.Key, (object?)each.Value))]);
        section.Preformatted(JsonSerializer.Serialize(ComparisonPlanFile.WithoutPaths(result.Plan), ComparisonJson.Default.ComparisonPlan));
        var table = new ReportTable("Runs", new("run"), new("options"), new("training, s", "0"), new("judging, s", "0"), new("notes"));
        foreach (ComparedRun run in result.Runs)
        {
            string[] notes = [.. run.Notes.SelectMany(each => each.Value.Select(note => $"{each.Key}: {note}"))];
            table.Row(run.Cell.Name, run.OptionsHash.Length > 12 ? run.OptionsHash[..12] : run.OptionsHash, run.TrainingSeconds, run.JudgingSeconds, notes.Length == 0 ? "-" : string.Join(" ", notes));
        }

        section.Table(table);
    }
}
