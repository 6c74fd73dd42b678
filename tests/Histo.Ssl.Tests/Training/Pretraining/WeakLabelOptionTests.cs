using Histo.Ssl.Training;

namespace Histo.Ssl.Tests.Training;

public class WeakLabelOptionTests
{
    [Fact]
    public void Create_NoTwoSlidesShareALabel_IsRefusedInsteadOfPairingTilesWithThemselves() =>
        FluentActions.Invoking(() => ToyRun.Session(ToyRun.Options(options => options.Pairs.Sampler = "weak-label"))).Should().Throw<HistoException>().Which.Should().Match<HistoException>(error =>
            error.Code == ErrorCodes.NoSharedLabels && error.Message.Contains("0 labels on 1 slides") && error.Message.Contains("column label"));
}
