using System.Globalization;
using System.Text;
using Histo.Ssl.Evaluation;
using Histo.Ssl.Mil.Aggregators;
using Histo.Ssl.Mil.Training;

namespace Histo.Evidence;

/// <summary>Every aggregator on MUSK1, MUSK2, Elephant and bags of digits.</summary>
internal sealed class ClassicBenchmarks(string data, int folds, int repeats, Action<string> log, CancellationToken cancellation)
{
    private const int DigitFolds = 5, DigitBags = 40;

    public string Run(IReadOnlyList<string> aggregators)
    {
        var text = new StringBuilder();
        foreach (string set in new[] { "musk1", "musk2", "elephant" })
        {
            MilCohort cohort = BagTable.Load(Path.Combine(data, "mil-bags", set + ".csv"));
            text.Append(Table(set, cohort, aggregators, folds, repeats, null));
        }

        (MilCohort digits, IReadOnlyList<CohortSplit> splits) = Digits();
        return text.Append(Table("MNIST-bags", digits, aggregators, DigitFolds, 1, splits)).ToString();
    }

    private string Table(string set, MilCohort cohort, IReadOnlyList<string> aggregators, int folds, int repeats, IReadOnlyList<CohortSplit>? splits)
    {
        int positive = cohort.Bags.Count(bag => bag.Label.Class == cohort.Classes[1]);
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"### {set}: {cohort.Bags.Count} bags, {positive} positive, {cohort.Source.Width} features, {folds} folds x {repeats}\n\n| aggregator | accuracy | balanced accuracy | AUC |\n| --- | --- | --- | --- |\n");
        foreach (string name in aggregators)
        {
            CrossValidationOptions options = ClassicSets.Options(name, folds, repeats) with { Splits = splits };
            CrossValidationResult found = new CrossValidation(cohort, options).Run(cancellation: cancellation);
            string row = string.Create(CultureInfo.InvariantCulture, $"| {name} | {Words(found, each => each.Accuracy)} | {Words(found, each => each.BalancedAccuracy)} | {Words(found, each => each.Auc)} |");
            log($"{set} {row}");
            text.Append(row).Append('\n');
        }

        return text.Append('\n').ToString();
    }

    private static string Words(CrossValidationResult found, Func<ClassificationScores, double?> value)
    {
        FoldSummary? summary = found.Summary(fold => found.Score(fold) is { } scores ? value(scores) : null);
        return string.Create(CultureInfo.InvariantCulture, $"{summary?.Mean:0.000} ± {summary?.StandardError:0.000}");
    }

    private (MilCohort Cohort, IReadOnlyList<CohortSplit> Splits) Digits()
    {
        MnistDigits digits = MnistDigits.Load(data);
        var drawn = new MnistBags(digits, DigitFolds, DigitBags, seed: 1);
        var bags = new List<(int Fold, LabelledBag Bag)>();
        var features = new Dictionary<string, float[]>(StringComparer.Ordinal);
        for (int fold = 0; fold < DigitFolds; fold++)
        {
            foreach ((string id, int label, int[] members) in drawn.Draw(fold))
            {
                features.Add(id, [.. members.SelectMany(digit => digits.Image(digit).ToArray()).Select(pixel => pixel / 255f)]);
                bags.Add((fold, new LabelledBag(id, id, [id], new MilLabel { Class = label == 1 ? "with 9" : "no 9" })));
            }
        }

        var cohort = new MilCohort(bags.Select(each => each.Bag), TargetKind.Classification, new MemoryBags(features, MnistDigits.Pixels), new CohortCounts { Bags = bags.Count, PatientsKnown = true });
        return (cohort, [.. Enumerable.Range(0, DigitFolds).Select(fold => new CohortSplit(
            fold, [.. bags.Where(each => each.Fold != fold).Select(each => each.Bag)], [], [.. bags.Where(each => each.Fold == fold).Select(each => each.Bag)]))]);
    }
}
