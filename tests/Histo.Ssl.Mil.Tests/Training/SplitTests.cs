using Histo.Ssl.Mil.Training;
using Histo.TestKit;
using Histo.TestKit.Golden;

namespace Histo.Ssl.Mil.Tests.Training;

public sealed class SplitTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public void PatientFolds_PutEveryBagInOneTestPart_AndNoPatientInTwoParts(int seed)
    {
        MilCohort cohort = ToyCohort.Create(bags: 60, slidesPerPatient: 3);
        IReadOnlyList<CohortSplit> splits = PatientFolds.Create(cohort, 4, 0.25, (ulong)seed);
        splits.SelectMany(split => split.Test).Select(bag => bag.Id).Should().OnlyHaveUniqueItems().And.HaveCount(60);
        foreach (CohortSplit split in splits)
        {
            split.RequireNoLeak();
            (split.Training.Count + split.Validation.Count + split.Test.Count).Should().Be(60);
            split.Test.Count(bag => bag.Label.Class == "positive").Should().BeInRange(split.Test.Count / 3, split.Test.Count * 2 / 3);
            split.Validation.Should().NotBeEmpty();
        }

        Tests(PatientFolds.Create(cohort, 4, 0.25, (ulong)seed)).Should().Equal(Tests(splits)).And.NotEqual(Tests(PatientFolds.Create(cohort, 4, 0.25, (ulong)seed + 1)));
        static string[] Tests(IReadOnlyList<CohortSplit> all) => [.. all.SelectMany(split => split.Test).Select(bag => bag.Id)];
    }

    [Fact]
    public void PatientFolds_MoreFoldsThanPatients_IsRefused() =>
        FluentActions.Invoking(() => PatientFolds.Create(ToyCohort.Create(bags: 6), 10)).Should().Throw<HistoException>().Which.Code.Should().Be("HS1807");

    [Fact]
    public void RequireNoLeak_PatientOnBothSides_IsRefused()
    {
        MilCohort cohort = ToyCohort.Create();
        var split = new CohortSplit(0, [cohort.Bags[0]], [], [cohort.Bags[1] with { Patient = cohort.Bags[0].Patient }]);
        FluentActions.Invoking(split.RequireNoLeak).Should().Throw<HistoException>().Which.Code.Should().Be("HS1808");
    }

    [Theory]
    [InlineData("splits_0.csv", ",train,val,test\n0,bag000,bag002,bag003\n1,bag001,,\n")]
    [InlineData("splits_0_bool.csv", ",train,val,test\nbag000,True,False,False\nbag001,True,False,False\nbag002,False,True,False\nbag003,False,False,True\n")]
    [InlineData("k=1.tsv", "case_id\tslide_id\tfold_0\na\tbag000\ttrain\nb\tbag001\ttrain\nc\tbag002\tval\nd\tbag003\ttest\n")]
    public void SplitFile_OfOtherTools_IsRead(string name, string content)
    {
        File.WriteAllText(_folder.File(name), content);
        CohortSplit split = SplitFile.Load(_folder.File(name), ToyCohort.Create(change: bag => bag with { Patient = bag.Id }))[0];
        split.Training.Select(bag => bag.Id).Should().Equal("bag000", "bag001");
        split.Validation.Select(bag => bag.Id).Should().Equal("bag002");
        split.Test.Select(bag => bag.Id).Should().Equal("bag003");
    }

    [GoldenTheory]
    [InlineData("stamp/splits.json")]
    [InlineData("clam/splits")]
    public void SplitFile_OfTheReferenceFolder_NamesItsOwnSlides(string path) =>
        FluentActions.Invoking(() => SplitFile.Load(Path.Combine(TestData.GoldenFolder!, "feature-stores", path), ToyCohort.Create())).Should().Throw<HistoException>().Which.Code.Should().Be("HS2043");
}
