using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Histo.Ssl.Evaluation;
using Histo.Ssl.Objectives;
using Histo.Ssl.Slides;
using Histo.Ssl.Storage;
using Histo.Ssl.Training;
using Encoder = Histo.Ssl.Encoders.Encoder;
using EncoderFile = Histo.Ssl.Encoders.EncoderFile;

namespace Histo.Ssl.Comparison;

/// <summary>Does one run: trains it where that was not done, judges it by every task that was not judged, keeps the scores.</summary>
internal sealed class RunWorker(ComparisonPlan plan, string folder, bool keepRuns, CohortShelf cohorts, PretrainPipeline pipeline, IReadOnlyDictionary<string, IComparisonJudge> judges)
{
    public RunScores Do(ComparisonRun run, Action<string, PretrainProgress?> tell, CancellationToken cancellation)
    {
        PretrainOptions options = ComparisonGrid.Options(plan, run);
        string hash = run.IsColourHistogram ? string.Empty : PretrainJson.Hash(options);
        ComparisonTask[] tasks = [.. plan.Tasks.Where(task => judges[task.Kind].CanJudge(run))];
        Dictionary<string, string> keys = tasks.ToDictionary(task => task.Name, task => Key(hash, run, task, options), StringComparer.Ordinal);
        Dictionary<string, JudgedTask> known = tasks.Select(task => Read(run, task, keys[task.Name])).OfType<JudgedTask>().ToDictionary(each => each.Task, StringComparer.Ordinal);
        double? seconds = null;
        if (known.Count < tasks.Length)
        {
            (Encoder? encoder, seconds) = run.IsColourHistogram ? ((Encoder?)null, (double?)null) : Train(run, options, hash, tell, cancellation);
            using (encoder)
            {
                var judged = new JudgedRun(run, options, encoder, cohorts);
                foreach (ComparisonTask task in tasks.Where(each => !known.ContainsKey(each.Name)))
                {
                    tell(task.Name, null);
                    known.Add(task.Name, Judge(judged, task, keys[task.Name], cancellation));
                }
            }

            if (!keepRuns && !run.IsColourHistogram)
            {
                Directory.Delete(Folder(run), recursive: true);
            }
        }

        return new RunScores { Run = run, OptionsHash = hash, Tasks = [.. tasks.Select(task => known[task.Name])], TrainingSeconds = seconds };
    }

    private string Folder(ComparisonRun run) => Path.Combine(folder, "runs", run.Name);

    private string File(ComparisonRun run, ComparisonTask task) => Path.Combine(folder, "scores", $"{run.Name}_{task.Name}.json");

    private (Encoder Encoder, double Seconds) Train(ComparisonRun run, PretrainOptions options, string hash, Action<string, PretrainProgress?> tell, CancellationToken cancellation)
    {
        tell("training", null);
        var watch = Stopwatch.StartNew();
        string path = Folder(run);
        using var directory = new RunDirectory(path);
        var relay = new Relay(progress => tell("training", progress));
        if (!System.IO.File.Exists(directory.RunFile))
        {
            directory.Dispose();
            using PretrainOutcome begun = pipeline.Start(cohorts.Manifest(plan.Pretrain), options, path, relay, cancellation);
            return (EncoderFile.Load(begun.Run.EncoderFile), watch.Elapsed.TotalSeconds);
        }

        RunRecord record = directory.ReadRecord();
        if (record.OptionsHash != hash)
        {
            throw new HistoException(ErrorCodes.ComparisonChanged, "the run was made with other options", path, record.OptionsHash, hash, "Name another --out, or delete the folder of the run.");
        }

        if (record.Status != RunStatus.Completed)
        {
            directory.Dispose();
            using PretrainOutcome resumed = pipeline.Resume(path, progress: relay, cancellation: cancellation);
        }

        return (EncoderFile.Load(directory.EncoderFile), watch.Elapsed.TotalSeconds);
    }

    private JudgedTask Judge(JudgedRun run, ComparisonTask task, string key, CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        JudgedTask found;
        _ = run.TakeNotes();
        try
        {
            JudgedScores scores = judges[task.Kind].Judge(run, task, cancellation);
            found = new JudgedTask { Key = key, Task = task.Name, Scores = scores.Scores, Notes = [.. scores.Notes, .. run.TakeNotes()], Seconds = watch.Elapsed.TotalSeconds };
        }
        catch (HistoException error)
        {
            // A finding about this run, which others do not share; kept with the rest, not written, so that a further call tries again.
            return new JudgedTask { Key = key, Task = task.Name, Scores = new Dictionary<string, GroupedScore>(), Notes = [], Error = error.Message, Seconds = watch.Elapsed.TotalSeconds };
        }

        string path = File(run.Run, task);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        AtomicFile.WriteText(path, JsonSerializer.Serialize(found, ComparisonJson.Default.JudgedTask));
        return found;
    }

    private JudgedTask? Read(ComparisonRun run, ComparisonTask task, string key)
    {
        try
        {
            string path = File(run, task);
            JudgedTask? found = System.IO.File.Exists(path) ? JsonSerializer.Deserialize(System.IO.File.ReadAllText(path), ComparisonJson.Default.JudgedTask) : null;
            return found?.Key == key ? found : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // What the scores depend on: the run, the task, the tiles of its cohorts.
    private string Key(string options, ComparisonRun run, ComparisonTask task, PretrainOptions grid)
    {
        string tiles = string.Join(' ', new[] { task.Cohort, task.Test, plan.Pretrain }.OfType<string>().Select(cohort => cohorts.Tiling(cohort, grid).Tiles.Hash));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{run.Name} {options} {tiles} {JsonSerializer.Serialize(task, ComparisonJson.Default.ComparisonTask)}")));
    }

    private sealed class Relay(Action<PretrainProgress> report) : IProgress<PretrainProgress>
    {
        public void Report(PretrainProgress value) => report(value);
    }
}
