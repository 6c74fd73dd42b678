using Histo.Ssl.Mil.Aggregators;
using Histo.Ssl.Mil.Training;
using Histo.TestKit;

namespace Histo.Ssl.Mil.Tests.Training;

public class MilUnitTestRunnerTests
{
    private static readonly MilUnitTestOptions Small = new() { Features = 6, TrainingBags = 200, TestBags = 100, Steps = 200 };
    private static readonly InstanceMlpOptions Plain = new() { Width = 32, Dropout = 0 };

    [Fact]
    public void Run_LargestInstanceScore_IgnoresThePoison()
    {
        MilUnitTestResult result = Run(MilUnitTest.SingleConcept, OneLogit);
        result.TrainingAuc.Should().BeGreaterThan(0.7);
        result.TestAuc.Should().BeGreaterThan(0.7);
        result.Passed.Should().BeTrue();
    }

    [Fact]
    public void Run_Mean_TakesTheShortcutAndFails()
    {
        MilUnitTestResult result = Run(MilUnitTest.SingleConcept, (features, seed) => new MeanPooling(features, 2, Plain, seed));
        result.TrainingAuc.Should().BeGreaterThan(0.95, "the poison tells the training bags apart");
        result.TestAuc.Should().BeLessThan(0.5);
        result.Passed.Should().BeFalse();
    }

    [Fact]
    public void Run_Repeated_IsTheSame_AndLeavesNoTensorBehind()
    {
        var options = Small with { Steps = 5, TestBags = 10 };
        MilUnitTestResult first = new MilUnitTestRunner(options).Run(MilUnitTest.MultiConcept, OneLogit);
        LiveTensors.ShouldStayConstant(() => new MilUnitTestRunner(options).Run(MilUnitTest.MultiConcept, OneLogit).Should().Be(first));
    }

    [Fact]
    public void Report_HasARowAModel()
    {
        var told = new List<MilUnitTestResult>();
        MilUnitTestReport report = MilUnitTestReport.Of([OneLogit], Small with { Steps = 2, TestBags = 10, TrainingBags = 10 }, new Told(told));
        told.Should().Equal(report.Results);
        string[] lines = report.ToMarkdown().TrimEnd('\n').Split('\n');
        lines.Should().HaveCount(3);
        lines[0].Should().Be("| aggregator | single-concept | multi-concept | false-frequency |");
        lines[2].Should().MatchRegex(@"^\| max \|( (pass|fail) \d\.\d\d \(\d\.\d\d\) \|){3}$");
    }

    [Fact]
    public void Run_WrongInput_Code()
    {
        FluentActions.Invoking(() => new MilUnitTestRunner(new MilUnitTestOptions { TestBags = 1 })).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.InvalidOption);
        FluentActions.Invoking(() => Run(MilUnitTest.SingleConcept, (features, seed) => new MeanPooling(features, 3, Plain, seed))).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.BagMismatch);
        FluentActions.Invoking(() => new MilUnitTestRunner(Small).Run(MilUnitTest.SingleConcept, OneLogit, new CancellationToken(canceled: true))).Should().Throw<OperationCanceledException>();
    }

    private static MaxPooling OneLogit(int features, ulong seed) => new(features, 1, Plain, seed);

    private static MilUnitTestResult Run(MilUnitTest test, Func<int, ulong, IMilAggregator> create) => new MilUnitTestRunner(Small).Run(test, create);

    private sealed class Told(List<MilUnitTestResult> told) : IProgress<MilUnitTestResult>
    {
        public void Report(MilUnitTestResult value) => told.Add(value);
    }
}
