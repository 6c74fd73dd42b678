using Histo.Ssl.Comparison;
using Histo.TestKit;

namespace Histo.Ssl.Tests.Comparison;

public class ComparisonPlanTests
{
    private const string Whole = """
        {
          "name": "n", "cohorts": { "c": { "manifest": "${HISTO_TEST_PLAN_DIR}/m.csv" } }, "pretrain": "c",
          "objectives": [{ "name": "vicreg" }], "samplers": [{ "name": "a" }, { "name": "b" }], "seeds": [1], "baseline": "a", "tasks": [{ "name": "t", "cohort": "c" }]
        }
        """;

    [Fact]
    public void Load_Variable_IsReplaced()
    {
        using var folder = new TempFolder();
        Environment.SetEnvironmentVariable("HISTO_TEST_PLAN_DIR", folder.File("data"));
        ComparisonPlan plan = Load(folder, Whole);
        plan.Cohorts["c"].Manifest.Should().Be(folder.File(Path.Combine("data", "m.csv")));
        (plan.Resamples, plan.Untrained, plan.Headlines.Count, plan.Encoders.Single().Name).Should().Be((2000, true, 5, "encoder"));
    }

    [Theory]
    [InlineData("HISTO_TEST_PLAN_DIR", "HISTO_TEST_NOWHERE", "not set*HISTO_TEST_NOWHERE")]
    [InlineData("\"baseline\": \"a\"", "\"baseline\": \"x\"", "baseline is no sampler*x*a, b")]
    [InlineData("\"pretrain\": \"c\"", "\"pretrain\": \"d\"", "no such cohort*d*c")]
    [InlineData("\"name\": \"b\"", "\"name\": \"A\"", "twice*samplers")]
    [InlineData("\"name\": \"b\"", "\"name\": \"b/c\"", "cannot be a folder*b/c")]
    [InlineData("\"name\": \"b\"", "\"name\": \"untrained\"", "taken")]
    [InlineData("\"seeds\": [1]", "\"seeds\": []", "axis of the grid is empty")]
    [InlineData("\"seeds\": [1]", "\"sedes\": [1]", "cannot be read*sedes")]
    [InlineData("\"seeds\": [1]", "\"seeds\": [1], \"resamples\": 3", "resamples are out of range*3")]
    [InlineData("\"manifest\"", "\"every\": 3, \"manifest\"", "cycle and places")]
    [InlineData("{ \"name\": \"vicreg\" }", "{ \"name\": \"vicreg\", \"encoders\": [\"z\"] }", "encoder that is not in the plan*z")]
    [InlineData("\"name\": \"n\"", "\"name\": ", "cannot be read")]
    public void Load_WrongPlan_SaysWhatAndWhere(string part, string wrong, string message)
    {
        using var folder = new TempFolder();
        Environment.SetEnvironmentVariable("HISTO_TEST_PLAN_DIR", folder.File("data"));
        FluentActions.Invoking(() => Load(folder, Whole.Replace(part, wrong))).Should().Throw<HistoException>().WithMessage($"*HS1890*{message}*");
    }

    [Fact]
    public void Load_NoFile_SaysSo() => FluentActions.Invoking(() => ComparisonPlan.Load("/no/plan.json")).Should().Throw<HistoException>().WithMessage("*HS1890*does not exist*");

    [Fact]
    public void Run_UnknownKindOfTask_NamesTheKindsThatAre()
    {
        using var folder = new TempFolder();
        Environment.SetEnvironmentVariable("HISTO_TEST_PLAN_DIR", folder.File("data"));
        ComparisonPlan plan = Load(folder, Whole.Replace("\"cohort\": \"c\" }]", "\"cohort\": \"c\", \"kind\": \"magic\" }]"));
        FluentActions.Invoking(() => new Comparer(Histo.Ssl.Slides.SlideReaderFactory.Default()).Runs(plan)).Should().Throw<HistoException>().WithMessage("*HS1890*magic*probe*");
    }

    private static ComparisonPlan Load(TempFolder folder, string text)
    {
        File.WriteAllText(folder.File("plan.json"), text);
        return ComparisonPlan.Load(folder.File("plan.json"));
    }
}
