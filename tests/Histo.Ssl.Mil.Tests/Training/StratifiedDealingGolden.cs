using Histo.Ssl.Mil.Training;
using Histo.TestKit.Golden;

namespace Histo.Ssl.Mil.Tests.Training;

/// <summary>Invariants, as the README of the reference files asks: groups whole, items once, class shares as even as the unshuffled reference.</summary>
public sealed class StratifiedDealingGolden : IGoldenCheck
{
    public string Stem => "stratified_group_kfold";

    public void Check(GoldenCase golden)
    {
        long[] groups = golden.Longs("in/group"), labels = golden.Longs("in/label");
        int folds = (int)golden.Longs("in/folds")[0], classes = (int)labels.Max() + 1;
        long[] names = [.. groups.Distinct().Order()];
        int[][] counts = [.. names.Select(name => Enumerable.Range(0, classes).Select(c => groups.Zip(labels).Count(each => each.First == name && each.Second == c)).ToArray())];
        int[] foldOf = StratifiedDealing.Deal(counts, folds);
        foldOf.Should().HaveCount(names.Length).And.OnlyContain(fold => fold >= 0 && fold < folds);
        Enumerable.Range(0, folds).Should().OnlyContain(fold => foldOf.Contains(fold));
        double imbalance = Enumerable.Range(0, classes).Average(c =>
        {
            double[] shares = [.. Enumerable.Range(0, folds).Select(fold => Enumerable.Range(0, names.Length).Where(g => foldOf[g] == fold).Sum(g => counts[g][c]) / (double)labels.Count(label => label == c))];
            return Math.Sqrt(shares.Average(share => Math.Pow(share - shares.Average(), 2)));
        });
        imbalance.Should().BeLessThanOrEqualTo((golden.Scalar("out/unshuffled/imbalance") * 1.1) + 1e-3);
    }
}
