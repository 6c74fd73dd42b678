using Histo.Ssl.Training;

namespace Histo.Ssl.Tests.Training.Meters;

public class CollapseGuardTests
{
    private static readonly EmbeddingStatistics Good = new(0.9, 8, 0.8, 0), Point = new(0.01, 8, 1, 1), Line = new(0.9, 1.4, 1, 0);

    [Fact]
    public void Observe_TooFewLowReadingsInARow_GoesOn()
    {
        var guard = new CollapseGuard(new CollapseOptions { Readings = 3 }, string.Empty);
        foreach (EmbeddingStatistics reading in new[] { Point, Point, Good, Line, Point, Good })
        {
            guard.Observe(reading, 0);
        }

        guard.Observe(Point, 1);
        guard.Observe(Line, 2);
        guard.Invoking(each => each.Observe(Point, 7)).Should().Throw<HistoException>()
            .Which.Should().Match<HistoException>(error => error.Code == ErrorCodes.Collapse && error.Message.Contains("step 7") && error.Message.Contains("deviation") && error.Message.Contains("0.02"));
    }

    [Fact]
    public void Observe_Line_NamesTheRank() => new CollapseGuard(new CollapseOptions { Readings = 1 }, "Turn the other knob.").Invoking(guard => guard.Observe(Line, 0))
        .Should().Throw<HistoException>().WithMessage("*effective rank*1.4*1.5*Turn the other knob.*LearningRate*");

    [Fact]
    public void Observe_ValuesAtTheLimits_AreNoCollapse()
    {
        var options = new CollapseOptions { Readings = 1, MinimumDeviation = 0.25, MinimumRank = 2 };
        new CollapseGuard(options, string.Empty).Observe(new EmbeddingStatistics(0.25, 2, 0, 0), 0);
        FluentActions.Invoking(() => new CollapseGuard(options, string.Empty).Observe(new EmbeddingStatistics(0.2499, 2, 0, 0), 0)).Should().Throw<HistoException>();
        FluentActions.Invoking(() => new CollapseGuard(options, string.Empty).Observe(new EmbeddingStatistics(0.25, 1.999, 0, 0), 0)).Should().Throw<HistoException>();
    }

    [Fact]
    public void Observe_SwitchedOff_NeverStops()
    {
        var guard = new CollapseGuard(new CollapseOptions { Stop = false, Readings = 1 }, string.Empty);
        guard.Observe(Point, 0);
        guard.Observe(Point, 1);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void RequireFinite_NamesStepAndTerms(double loss)
    {
        CollapseGuard.RequireFinite(1, new Dictionary<string, double>(), 0);
        FluentActions.Invoking(() => CollapseGuard.RequireFinite(loss, new Dictionary<string, double> { ["variance"] = 0.5, ["covariance"] = loss }, 12))
            .Should().Throw<HistoException>().Which.Should().Match<HistoException>(error => error.Code == ErrorCodes.LossNotFinite && error.Message.Contains("step 12") && error.Message.Contains("variance = 0.5"));
    }
}
