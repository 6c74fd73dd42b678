using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Histo.Ssl.Objectives;
using Histo.Ssl.Slides;
using Histo.Ssl.Training;
using Microsoft.Extensions.Logging;

namespace Histo.Ssl.Comparison;

/// <summary>Runs a <see cref="ComparisonPlan"/>: pretrains every cell of the grid, judges each encoder by every task, and compares the arms with paired intervals.</summary>
/// <remarks>
/// Resumable: what is done is kept in the folder and not done again, so a plan may grow by seeds, samplers or tasks. A run that fails is listed with its reason and the others go on. Results do not depend on
/// <see cref="ComparisonExecution"/>.
/// <example><code>
/// var comparer = new Comparer(SlideReaderFactory.Default());
/// ComparisonResult result = comparer.Run(ComparisonPlan.Load("plan.json"), "comparison");
/// File.WriteAllText("comparison.json", result.ToJson());
/// </code></example>
/// </remarks>
/// <param name="readers">Opens slides.</param>
/// <param name="judges">Judges beside <see cref="ProbeJudge"/>, <see cref="LinearJudge"/> and <see cref="FineTuneJudge"/>; null for none.</param>
/// <param name="objectives">Objectives of other assemblies; null for none.</param>
/// <param name="loggers">Where runs log; null for nowhere.</param>
public sealed class Comparer(ISlideReaderFactory readers, IEnumerable<IComparisonJudge>? judges = null, IEnumerable<IObjectiveProvider>? objectives = null, ILoggerFactory? loggers = null)
{
    private readonly Dictionary<string, IComparisonJudge> _judges = new IComparisonJudge[] { new ProbeJudge(), new LinearJudge(), new FineTuneJudge() }.Concat(judges ?? []).ToDictionary(judge => judge.Kind, StringComparer.Ordinal);
    private readonly IReadOnlyList<IObjectiveProvider> _objectives = [.. objectives ?? []];

    /// <summary>Runs the plan on the calling thread and, with several jobs, on further ones.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="folder">Folder of runs and scores; made when it is missing. Finished work in it is used.</param>
    /// <param name="execution">How many runs at once; null for one.</param>
    /// <param name="progress">Told about every step and stage.</param>
    /// <param name="cancellation">Ends it; a further call goes on.</param>
    /// <exception cref="IOException">The folder cannot be made.</exception>
    /// <exception cref="HistoException">HS1890: the plan means nothing, or names an unknown kind of task. HS1891: the folder holds runs of other options. HS1892: no run could be judged. HS0001 and others: options of a run.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; finished runs are kept.</exception>
    public ComparisonResult Run(ComparisonPlan plan, string folder, ComparisonExecution? execution = null, IProgress<ComparisonProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        execution = OptionRules.Require(execution ?? new ComparisonExecution());
        IReadOnlyList<ComparisonRun> runs = Runs(plan);
        Directory.CreateDirectory(folder);
        using var cohorts = new CohortShelf(plan, readers, cancellation);
        var worker = new RunWorker(plan, Path.GetFullPath(folder), execution.KeepRuns, cohorts, new PretrainPipeline(readers, loggers, objectives: _objectives), _judges);
        RunScores[] scores = Execute(runs, worker, execution.Jobs, progress, cancellation);
        return scores.Any(run => run.Tasks.Any(task => task.Error is null))
            ? ComparisonSummary.Of(plan, scores, cohorts)
            : throw new HistoException(ErrorCodes.NothingCompared, "no run could be judged", seen: scores.SelectMany(run => run.Tasks.Select(task => task.Error).Prepend(run.Error)).OfType<string>().FirstOrDefault(), action: "Correct the plan or the cohorts.");
    }

    private static RunScores[] Execute(IReadOnlyList<ComparisonRun> runs, RunWorker worker, int jobs, IProgress<ComparisonProgress>? progress, CancellationToken cancellation)
    {
        var found = new RunScores[runs.Count];
        int next = -1, done = 0;
        var failures = new ConcurrentQueue<Exception>();
        void Work()
        {
            for (int index = Interlocked.Increment(ref next); index < runs.Count && failures.IsEmpty; index = Interlocked.Increment(ref next))
            {
                ComparisonRun run = runs[index];
                void Tell(string stage, PretrainProgress? training, string? error = null) =>
                    progress?.Report(new ComparisonProgress { Done = Volatile.Read(ref done), Total = runs.Count, Run = run.Name, Stage = stage, Training = training, Error = error });
                try
                {
                    found[index] = worker.Do(run, (stage, training) => Tell(stage, training), cancellation);
                }
                catch (HistoException error) when (error.Code != ErrorCodes.ComparisonChanged)
                {
                    found[index] = new RunScores { Run = run, OptionsHash = string.Empty, Error = error.Message };
                }
                catch (Exception error)
                {
                    failures.Enqueue(error);
                    return;
                }

                Interlocked.Increment(ref done);
                Tell(found[index].Error is null ? "finished" : "failed", null, found[index].Error);
            }
        }

        Thread[] threads = [.. Enumerable.Range(1, jobs - 1).Select(_ => new Thread(Work) { IsBackground = true })];
        Array.ForEach(threads, thread => thread.Start());
        Work();
        Array.ForEach(threads, thread => thread.Join());
        if (failures.TryDequeue(out Exception? first))
        {
            ExceptionDispatchInfo.Throw(first);
        }

        return found;
    }

    /// <summary>Checks a plan and the options of every run, and lists the runs.</summary>
    /// <param name="plan">The plan.</param>
    /// <exception cref="HistoException">As <see cref="Run"/>.</exception>
    public IReadOnlyList<ComparisonRun> Runs(ComparisonPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        plan.Validate();
        foreach (ComparisonTask task in plan.Tasks)
        {
            if (!_judges.TryGetValue(task.Kind, out IComparisonJudge? judge))
            {
                throw new HistoException(ErrorCodes.BadComparison, "there is no such kind of task", task.Name, task.Kind, string.Join(", ", _judges.Keys));
            }

            judge.Validate(task);
        }

        var catalog = new ObjectiveCatalog(_objectives);
        IReadOnlyList<ComparisonRun> runs = ComparisonGrid.Runs(plan);
        foreach (ComparisonRun run in runs)
        {
            ComparisonGrid.Options(plan, run).Validate(catalog);
        }

        return runs;
    }
}
