using Histo.Ssl.Encoders;
using Histo.Ssl.Objectives;

namespace Histo.Ssl.Tests.Objectives;

public sealed class ObjectiveFactoryTests : IDisposable
{
    private readonly Encoder _encoder = EncoderFactory.Create(new EncoderSpec { Architecture = "resnet18", Width = 2, InputSize = 32 }, 1);

    [Fact]
    public void Create_UnknownName_ListsTheKnownOnes()
    {
        HistoException error = FluentActions.Invoking(() => ObjectiveFactory.Create(new ObjectiveOptions { Name = "barlow" }, _encoder, 1)).Should().Throw<HistoException>().Which;
        error.Code.Should().Be(ErrorCodes.UnknownObjective);
        error.Message.Should().Contain("seen: barlow;").And.Contain("barlow-twins").And.Contain("vicreg");
    }

    [Fact]
    public void Create_OptionOutOfRange_NamesIt()
    {
        var options = new ObjectiveOptions { BarlowTwins = { Lambda = -1, Projector = "8-8" } };
        HistoException error = FluentActions.Invoking(() => ObjectiveFactory.Create(options, _encoder, 1)).Should().Throw<HistoException>().Which;
        error.Code.Should().Be(ErrorCodes.InvalidOption);
        error.Where.Should().Be("BarlowTwinsOptions.Lambda");
        error.Seen.Should().Be("-1");
    }

    [Fact]
    public void Create_BadProjector_Throws() =>
        FluentActions.Invoking(() => ObjectiveFactory.Create(new ObjectiveOptions { Name = "vicreg", VicReg = { Projector = "big" } }, _encoder, 1))
            .Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.BadProjectorSpec);

    [Fact]
    public void Create_Heads_FollowTheOfficialBiasRules()
    {
        using IJointEmbeddingObjective barlow = ObjectiveFactory.Create(new ObjectiveOptions { BarlowTwins = { Projector = "8-8-4" } }, _encoder, 1);
        using IJointEmbeddingObjective vicreg = ObjectiveFactory.Create(new ObjectiveOptions { Name = "vicreg", VicReg = { Projector = "8-8-4" } }, _encoder, 1);
        barlow.Heads.named_parameters().Select(pair => pair.name).Should().NotContain(["projector.0.bias", "projector.3.bias", "projector.6.bias"]);
        vicreg.Heads.named_parameters().Select(pair => pair.name).Should().Contain(["projector.0.bias", "projector.3.bias"]).And.NotContain("projector.6.bias");
    }

    [Fact]
    public void Defaults_AreThoseOfTheDocumentation()
    {
        var options = new ObjectiveOptions();
        options.Name.Should().Be("barlow-twins");
        (options.BarlowTwins.Projector, options.BarlowTwins.Lambda, options.BarlowTwins.Scale).Should().Be(("2048-2048-2048", 0.0051, 1));
        (options.VicReg.InvarianceWeight, options.VicReg.VarianceWeight, options.VicReg.CovarianceWeight, options.VicReg.Epsilon).Should().Be((25, 25, 1, 1e-4));
    }

    public void Dispose() => _encoder.Dispose();
}
