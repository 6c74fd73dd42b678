using System.Text.RegularExpressions;
using Histo.Ssl.Mil.Explanation;
using Histo.Ssl.Reports;
using Histo.TestKit;

namespace Histo.Ssl.Mil.Tests.Explanation;

public sealed partial class MilReportTests
{
    [Fact]
    public void Write_EverythingGiven_IsOneWholePage()
    {
        using Culture german = Culture.German();
        using var folder = new TempFolder();
        MilReport.Write(ReportSample.Input(), folder.File("report.html"));
        string page = File.ReadAllText(folder.File("report.html"));
        foreach (string part in new[] { "Result", "Folds", "Where it is right and wrong", "Training", "Attention", "Where it looked", "Predictions", "What was run", "0.810 to 0.930", "tumour &lt;5 mm", "validation loss", "Confusion matrix", "two resolutions" })
        {
            page.Should().Contain(part);
        }

        Pictures().Count(page).Should().Be(2, "a heatmap and its tiles");
        Charts().Count(page).Should().Be(1 + 2 + 2 + 1, "results, ROC and calibration, two curves, attention");
        References().Matches(page).Should().BeEmpty("the page loads nothing");
        page.Should().Contain("0.860", "the mean of the folds' AUC");
    }

    [Fact]
    public void Build_LittleGiven_LeavesTheRestOut()
    {
        MilReportInput input = ReportSample.Input(4) with { Folds = [], Calibration = [], Behaviour = null, Slides = [], Facts = [], Warnings = [] };
        string page = MilReport.Build(input).ToHtml();
        page.Should().Contain("There was no cross-validation.").And.NotContain("<h2>Training</h2>").And.NotContain("Where it looked").And.NotContain("<h2>Attention</h2>");
        MilReport.Build(input with { Predictions = [] }).ToHtml().Should().Contain("There are no predictions.");
    }

    [Fact]
    public void Build_Regression_ShowsValues()
    {
        MilReportInput input = ReportSample.Input() with { ClassNames = [], Predictions = [new MilReportPrediction { SlideId = "s", PatientId = "p", Fold = 1, Observed = 3.25, Predicted = 4.5 }] };
        string page = MilReport.Build(input).ToHtml();
        page.Should().Contain("observed").And.Contain("3.25").And.Contain("4.5").And.NotContain("Confusion matrix");
    }

    [Fact]
    public void Build_ProbabilitiesOfOtherClasses_AreRefused()
    {
        MilReportInput input = ReportSample.Input() with { ClassNames = ["a", "b", "c"] };
        FluentActions.Invoking(() => MilReport.Build(input)).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.BadReportInput);
    }

    [Fact]
    public void Warnings_SoundCohort_AreNone() => MilReportWarnings.Find(ReportSample.Input()).Should().BeEmpty();

    [Fact]
    public void Warnings_NameWhatIsWrong()
    {
        MilReportInput sound = ReportSample.Input();
        Find(sound with { Predictions = [.. sound.Predictions.Select(each => each with { PatientId = null })] }).Should().ContainSingle().Which.Text.Should().Contain("60 of 60 slides have no patient");
        Find(sound with { Predictions = [.. sound.Predictions.Select((each, index) => each with { Fold = 1 + (index % 3) })] })
            .Should().ContainSingle().Which.Should().Match<(NoticeKind Kind, string Text)>(found => found.Kind == NoticeKind.Problem && found.Text.Contains("patient-0", StringComparison.Ordinal));
        Find(sound with { Predictions = [.. sound.Predictions.Take(24)] }).Should().ContainSingle().Which.Text.Should().Contain("12 patients only");
        Find(sound with { Predictions = [.. sound.Predictions.Select(each => each with { TrueClass = 0 })] }).Should().ContainSingle().Which.Text.Should().Contain("No slide of the class tumour");
        Find(sound with { Predictions = [.. sound.Predictions.Select(each => each with { TrueClass = each.Fold == 2 ? 0 : each.TrueClass })] }).Should().ContainSingle().Which.Text.Should().Contain("fold 2");
        Find(sound with { Predictions = [.. sound.Predictions, .. sound.Predictions.Select(each => each with { Fold = 7 - each.Fold })] }).Should().BeEmpty("repeats test every slide again");
    }

    private static IReadOnlyList<(NoticeKind Kind, string Text)> Find(MilReportInput input) => MilReportWarnings.Find(input);

    [GeneratedRegex("<img[^>]+src=\"data:image/")]
    private static partial Regex Pictures();

    [GeneratedRegex("<figure class=\"chart\">")]
    private static partial Regex Charts();

    [GeneratedRegex("(src|href)=\"(https?:)?//|url\\((https?:)?//|@import", RegexOptions.IgnoreCase)]
    private static partial Regex References();
}
