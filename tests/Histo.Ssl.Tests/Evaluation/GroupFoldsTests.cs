using CsCheck;
using Histo.Ssl.Evaluation;

namespace Histo.Ssl.Tests.Evaluation;

public class GroupFoldsTests
{
    private static readonly Gen<(int Group, int Label)[]> Samples = Gen.Select(Gen.Int[0, 9], Gen.Int[0, 1]).Array[30, 120];

    [Fact]
    public void Create_AnySamples_NeverSplitsAGroupAndTestsEachOnce() => Samples.Sample(samples =>
    {
        GroupFolds folds = Create(samples, 2, 5);
        folds.Folds.SelectMany(fold => fold.Test).Order().Should().Equal(Enumerable.Range(0, samples.Length));
        foreach (GroupFold fold in folds.Folds)
        {
            fold.Train.Concat(fold.Test).Order().Should().Equal(Enumerable.Range(0, samples.Length));
            fold.Train.Select(i => samples[i].Group).Intersect(fold.Test.Select(i => samples[i].Group)).Should().BeEmpty();
            fold.Test.Select(i => samples[i].Label).Distinct().Should().HaveCount(2);
            fold.Groups.Should().Equal(fold.Test.Select(i => $"g{samples[i].Group}").Distinct().Order(StringComparer.Ordinal));
        }
    });

    [Fact]
    public void Create_SamplesPermuted_GroupsStayTogether() => Samples.Sample(samples =>
    {
        string Groups((int, int)[] order) => string.Join(" | ", Create(order, 2, 4).Folds.Select(fold => string.Join(",", fold.Groups)));
        Groups([.. samples.Reverse()]).Should().Be(Groups(samples));
    });

    [Fact]
    public void Create_EqualGroups_AreBalanced()
    {
        (int, int)[] samples = [.. from g in Enumerable.Range(0, 10) from i in Enumerable.Range(0, 6) select (g, i % 3)];
        GroupFolds folds = Create(samples, 3, 5);
        folds.Folds.Should().HaveCount(5).And.OnlyContain(fold => fold.Test.Length == 12);
        folds.Asked.Should().Be(5);
    }

    [Fact]
    public void Create_RareClass_IsSpreadOverTheFolds()
    {
        // Groups of one class each: 3 of class 1, 9 of class 0, so 3 folds are the most.
        (int, int)[] samples = [.. from g in Enumerable.Range(0, 12) from i in Enumerable.Range(0, 5 + g) select (g, g % 4 == 0 ? 1 : 0)];
        GroupFolds folds = Create(samples, 2, 5);
        folds.Folds.Should().HaveCount(3);
        folds.Folds.Should().OnlyContain(fold => fold.Test.Select(i => samples[i].Item2).Distinct().Count() == 2);
    }

    [Fact]
    public void Create_ClassInOneGroup_IsRefusedWithTheTable()
    {
        Action create = () => Create([(0, 0), (1, 0), (2, 0), (2, 1)], 2, 5);
        create.Should().Throw<HistoException>().Where(error => error.Code == ErrorCodes.TooFewGroups && error.Seen!.Contains("g2: 1/1"));
        Action oneGroup = () => Create([(0, 0), (0, 1)], 2, 5);
        oneGroup.Should().Throw<HistoException>().Where(error => error.Code == ErrorCodes.TooFewGroups);
        Action oneFold = () => Create([(0, 0), (1, 1)], 2, 1);
        oneFold.Should().Throw<HistoException>().Where(error => error.Code == ErrorCodes.InvalidOption);
    }

    [Fact]
    public void RequireNoLeak_SharedGroup_IsRefusedByName()
    {
        GroupFolds.RequireNoLeak(["a", "b"], ["c"]);
        Action leak = () => GroupFolds.RequireNoLeak(["a", "b"], ["B", "b"]);
        leak.Should().Throw<HistoException>().Where(error => error.Code == ErrorCodes.GroupLeak && error.Seen == "b");
    }

    private static GroupFolds Create((int Group, int Label)[] samples, int classes, int folds) =>
        GroupFolds.Create([.. samples.Select(each => $"g{each.Group}")], Array.ConvertAll(samples, each => each.Label), classes, folds);
}
