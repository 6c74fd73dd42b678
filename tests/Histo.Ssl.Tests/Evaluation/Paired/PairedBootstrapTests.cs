using Histo.Ssl.Evaluation;
using Histo.Ssl.Randomness;

namespace Histo.Ssl.Tests.Evaluation;

public class PairedBootstrapTests
{
    [Fact]
    public void Compare_AnArmWithItself_ShowsNoDifference()
    {
        GroupedScore[] arm = [Accuracy(40, 0.7, 1), Accuracy(40, 0.7, 2)];
        PairedDifference found = PairedBootstrap.Compare(arm, arm, resamples: 200);
        (found.Difference, found.Low, found.High, found.Shown, found.GroupsNeeded).Should().Be((0, 0, 0, false, null));
    }

    [Fact]
    public void Compare_AClearlyBetterArm_IsShownWithPointsAndRelativeGain()
    {
        GroupedScore[] good = [Accuracy(60, 0.9, 1), Accuracy(60, 0.9, 2), Accuracy(60, 0.9, 3)], bad = [Accuracy(60, 0.6, 4), Accuracy(60, 0.6, 5), Accuracy(60, 0.6, 6)];
        PairedDifference found = PairedBootstrap.Compare(good, bad);
        found.Shown.Should().BeTrue();
        found.Difference.Should().BeApproximately(found.First - found.Second, 1e-12);
        found.Relative.Should().BeApproximately(found.Difference / found.Second, 1e-12);
        found.Low.Should().BeGreaterThan(0).And.BeLessThan(found.Difference);
        found.High.Should().BeGreaterThan(found.Difference);
        (found.Seeds, found.SeedsBetter, found.Groups).Should().Be((3, 3, 60));
        found.GroupsNeeded.Should().BeLessThan(60);
    }

    [Fact]
    public void Compare_OneSeed_HasTheDeviationOfTheMeanOverGroups()
    {
        // One row a group: the accuracy is a mean over groups, whose bootstrap deviation is known: sqrt(p (1 - p) / n).
        PairedDifference found = PairedBootstrap.Compare([Fixed(200, 150)], [Fixed(200, 0)], resamples: 20_000);
        found.StandardError.Should().BeApproximately(Math.Sqrt(0.75 * 0.25 / 200), 5e-4);
        found.GroupsNeeded.Should().Be((long)Math.Ceiling(200 * Math.Pow((1.959964 + 0.841621) * found.StandardError!.Value / 0.75, 2)));
        found.SeedDeviation.Should().BeNull();
    }

    [Fact]
    public void Compare_TruthWithoutDifference_IsInsideTheIntervalAsOftenAsPromised()
    {
        // 200 pairs of arms that are equally good: the 95 % interval misses zero in about 5 % of them.
        int misses = Enumerable.Range(0, 200).Count(trial => PairedBootstrap.Compare([Accuracy(60, 0.7, (ulong)(1000 + (2 * trial)))], [Accuracy(60, 0.7, (ulong)(1001 + (2 * trial)))], resamples: 400).Shown);
        misses.Should().BeInRange(2, 24);
    }

    [Fact]
    public void Compare_AgainAndWithOtherSeed_IsDeterministic()
    {
        GroupedScore[] first = [Accuracy(30, 0.8, 1)], second = [Accuracy(30, 0.7, 2)];
        PairedBootstrap.Compare(first, second, seed: 3).Should().Be(PairedBootstrap.Compare(first, second, seed: 3));
        PairedBootstrap.Compare(first, second, seed: 3).StandardError.Should().NotBe(PairedBootstrap.Compare(first, second, seed: 4).StandardError);
    }

    [Fact]
    public void Compare_ArmsOfOtherGroups_IsRefused() =>
        FluentActions.Invoking(() => PairedBootstrap.Compare([Accuracy(30, 0.8, 1)], [Accuracy(31, 0.8, 1)])).Should().Throw<HistoException>().WithMessage("*HS0002*not paired*");

    [Fact]
    public void Compare_NoResamples_IsRefused() =>
        FluentActions.Invoking(() => PairedBootstrap.Compare([Accuracy(30, 0.8, 1)], [Accuracy(30, 0.8, 1)], resamples: 0)).Should().Throw<HistoException>().WithMessage("*HS1872*");

    private static GroupedAccuracy Accuracy(int groups, double share, ulong seed)
    {
        var random = new CounterRandom(seed, 0, 0, RandomSlot.Evaluation);
        int[] predicted = new int[groups];
        for (int i = 0; i < groups; i++)
        {
            predicted[i] = random.NextDouble() < share ? 0 : 1;
        }

        return Of(predicted);
    }

    private static GroupedAccuracy Fixed(int groups, int right) => Of([.. Enumerable.Range(0, groups).Select(i => i < right ? 0 : 1)]);

    private static GroupedAccuracy Of(int[] predicted) =>
        GroupedAccuracy.Of(balanced: false, 2, [([.. Enumerable.Range(0, predicted.Length).Select(i => FormattableString.Invariant($"p{i:000}"))], new int[predicted.Length], predicted)]);
}
