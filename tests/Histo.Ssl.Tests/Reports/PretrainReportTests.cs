using System.Text.RegularExpressions;
using Histo.Ssl.Reports;
using Histo.Ssl.Slides;
using Histo.Ssl.Tests.Training.Pretraining;
using Histo.Ssl.Training;
using Histo.TestKit;

namespace Histo.Ssl.Tests.Reports;

public sealed partial class PretrainReportTests(ToyCohort cohort) : IClassFixture<ToyCohort>
{
    [Fact]
    public void Write_FinishedRun_IsOneWholePage()
    {
        using Culture german = Culture.German();
        using PretrainOutcome outcome = new PretrainPipeline(SlideReaderFactory.Default()).Resume(cohort.FinishedRun);
        string page = File.ReadAllText(PretrainReport.Write(outcome, new SlideSource(SlideReaderFactory.Default())));

        foreach (string part in new[] { "Result", "Curves", "Positive pairs", "Slides", "What was run", "The first pairs of the run", "Effective rank", "synthetic-0000", "synthetic-0001", outcome.Record.OptionsHash })
        {
            page.Should().Contain(part);
        }

        Pictures().Count(page).Should().BeGreaterThanOrEqualTo(8 + 2, "eight pairs and two slides are shown");
        References().Matches(page).Should().BeEmpty("the page loads nothing");
        File.Exists(outcome.Run.ReportFile).Should().BeTrue();
    }

    [Fact]
    public void Write_RunWithoutSteps_SaysSo()
    {
        using var folder = new TempFolder();
        using PretrainOutcome outcome = new PretrainPipeline(SlideReaderFactory.Default()).Start(cohort.Manifest, ToyCohort.Options(options => options.Training.Steps = 0), folder.File("run"));
        File.ReadAllText(PretrainReport.Write(outcome, new SlideSource(SlideReaderFactory.Default()))).Should().Contain("There was no training step.").And.Contain("Positive pairs");
    }

    [GeneratedRegex("<img[^>]+src=\"data:image/")]
    private static partial Regex Pictures();

    [GeneratedRegex("(src|href)=\"(https?:)?//|url\\((https?:)?//|@import", RegexOptions.IgnoreCase)]
    private static partial Regex References();
}
