using Histo.Ssl.Slides;
using Histo.Ssl.Tiling;

namespace Histo.Ssl.Tests.Tiling;

public class LevelChoiceTests
{
    private static readonly SlideLevel[] Levels = [new(8000, 6000, 1), new(2000, 1500, 4), new(500, 375, 16)];

    [Theory]
    [InlineData(0.5, 0.5, 0, 0.5, 1, 1)] // level 0 exactly
    [InlineData(0.499, 0.5, 0, 0.499, 1, 1)] // within 2 %: read as it is, true value kept
    [InlineData(0.49, 0.5, 0, 0.49, 1, 1)] // the tolerance's edge belongs to it
    [InlineData(0.51, 0.5, 0, 0.51, 1, 1)] // also above
    [InlineData(0.4899, 0.5, 0, 0.5, 0.5 / 0.4899, 0.5 / 0.4899)] // just beyond: resampled
    [InlineData(0.25, 1.0, 1, 1.0, 4, 1)]
    [InlineData(0.2525, 1.0, 1, 1.01, 4, 1)]
    [InlineData(0.25, 0.5, 0, 0.5, 2, 2)]
    [InlineData(0.25, 2.0, 1, 2.0, 8, 2)]
    [InlineData(0.25, 0.97, 0, 0.97, 3.88, 3.88)] // 3 % finer than level 1: only level 0 is finer
    [InlineData(0.25, 1.03, 1, 1.03, 4.12, 1.03)]
    [InlineData(0.25, 8.0, 2, 8.0, 32, 2)]
    public void Of_TableOfCases_PicksTheLevel(double mpp, double target, int level, double trueMpp, double scale, double resampling)
    {
        LevelChoice choice = LevelChoice.Of(Levels, mpp, target, 0.02, "s");
        choice.Level.Should().Be(level);
        choice.Mpp.Should().BeApproximately(trueMpp, 1e-12);
        choice.Scale.Should().BeApproximately(scale, 1e-12);
        choice.Resampling.Should().BeApproximately(resampling, 1e-12);
    }

    [Fact]
    public void Of_NoTarget_TakesLevel0() => LevelChoice.Of(Levels, 0.37, null, 0.02, "s").Should().Be(new LevelChoice(0, 0.37, 1, 1));

    [Theory]
    [InlineData(0.5, 0.25)]
    [InlineData(0.511, 0.5)]
    public void Of_TargetFinerThanLevel0_IsRefused(double mpp, double target)
    {
        HistoException error = FluentActions.Invoking(() => LevelChoice.Of(Levels, mpp, target, 0.02, "s")).Should().Throw<HistoException>().Which;
        error.Code.Should().Be(ErrorCodes.ResolutionTooFine);
        error.Where.Should().Be("s");
    }

    [Fact]
    public void Of_TwoLevelsWithinTheTolerance_TakesTheNearer() =>
        LevelChoice.Of([new(100, 100, 1), new(99, 99, 1.01)], 0.5, 0.504, 0.02, "s").Level.Should().Be(1);
}
