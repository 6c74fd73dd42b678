using System.Globalization;
using System.Text;
using Histo.Ssl.Objectives;
using Histo.Ssl.Reports;
using Histo.Ssl.Slides;
using Histo.Ssl.Tissue;
using Histo.Ssl.Training;

namespace Histo.Evidence;

/// <summary>Every objective with every sampler on the fields of camelyon-regions, with the recipe "tiny": that each combination trains, and how long a step takes.</summary>
/// <remarks>Resumable: a finished run is not done again. The page of all loss curves is written after every run.</remarks>
internal sealed class MethodMatrix(string data, string folder, string encoder, long steps, int computeThreads)
{
    public string Run(Action<string> log, CancellationToken cancellation)
    {
        // Fields on their own, not joined to mosaics: then each has a label.
        var columns = new LabelTableColumns { SlideId = "image_id", Label = "majority_label", MosaicGroup = "none" };
        SlideManifest fields = LabelTable.ToManifest(Path.Combine(data, "camelyon-regions", "labels.csv"), columns, mpp: 1);
        var runs = new List<RunDirectory>();
        var table = new StringBuilder($"| objective | {string.Join(" | ", PairSamplerFactory.Names)} | ms a step |\n|{string.Concat(Enumerable.Repeat(" --- |", PairSamplerFactory.Names.Count + 2))}\n");
        foreach (string objective in ObjectiveFactory.Names)
        {
            var cells = new List<string>();
            var seconds = new List<double>();
            foreach (string sampler in PairSamplerFactory.Names)
            {
                var run = new RunDirectory(Path.Combine(folder, encoder, $"{objective}-{sampler}"));
                IReadOnlyList<StepMeters> meters = Meters(run, fields, Options(objective, sampler), cancellation);
                runs.Add(run);
                seconds.AddRange(meters.Skip(meters.Count / 5).Select(each => each.Seconds));
                int tenth = Math.Max(1, meters.Count / 10);
                cells.Add(string.Create(CultureInfo.InvariantCulture, $"{meters.Take(tenth).Average(each => each.Loss):G4} -> {meters.TakeLast(tenth).Average(each => each.Loss):G4}"));
                log($"{encoder}, {objective}, {sampler}: {cells[^1]}");
                RunComparison.Write(runs, Path.Combine(folder, $"methods-{encoder}.html"));
            }

            seconds.Sort();
            table.Append(CultureInfo.InvariantCulture, $"| {objective} | {string.Join(" | ", cells)} | {1000 * seconds[seconds.Count / 2]:0} |\n");
        }

        return table.ToString();
    }

    private static IReadOnlyList<StepMeters> Meters(RunDirectory run, SlideManifest fields, PretrainOptions options, CancellationToken cancellation)
    {
        if (!File.Exists(run.RunFile) || run.ReadRecord().Status != RunStatus.Completed)
        {
            var pipeline = new PretrainPipeline(SlideReaderFactory.Default());
            using PretrainOutcome outcome = File.Exists(run.RunFile) ? pipeline.Resume(run.FolderPath, cancellation: cancellation) : pipeline.Start(fields, options, run.FolderPath, cancellation: cancellation);
        }

        return run.ReadMeters();
    }

    private PretrainOptions Options(string objective, string sampler)
    {
        var options = new PretrainOptions
        {
            // Fields are tissue all over; no tile is left out. They are halved in size: the point is that it trains, not how well.
            Tissue = { Method = TissueMethod.None },
            Tiling = { Mpp = 1, TileSize = 64 },
            Objective = { Name = objective },
            Pairs = { Sampler = sampler, Inter = { RefreshEvery = 10 } },
            Encoder = { Architecture = encoder, InputSize = 32 },
            Training = { Steps = steps, BatchSize = 32, ComputeThreads = computeThreads, Collapse = { Stop = false } },
        };
        Recipe.Tiny.Apply(options);

        // Masked patches need a transformer.
        options.Objective.DinoV2.IbotWeight = encoder.StartsWith("vit-", StringComparison.Ordinal) ? 1 : 0;
        return options;
    }
}
