using Histo.Ssl.Encoders;
using Histo.Ssl.Training;
using Histo.Ssl.Views;

namespace Histo.Ssl.Tests.Training.Pretraining;

public sealed class EncoderOptionsTests
{
    [Fact]
    public void ToSpec_CarriesEverything()
    {
        var options = new EncoderOptions
        {
            Architecture = "vit-small",
            Width = 48,
            Transformer = new TransformerOptions
            {
                PatchSize = 8, Depth = 3, Heads = 4, Registers = 2, LayerScale = null, Positions = PositionTable.SinCos, Resampling = PositionResampling.Antialiased, FrozenPatchProjection = true,
            },
        };
        options.ToSpec(64, new Triple(1, 2, 3), new Triple(4, 5, 6)).Should().Be(new EncoderSpec
        {
            Architecture = "vit-small",
            Width = 48,
            InputSize = 64,
            Mean = new Triple(1, 2, 3),
            Deviation = new Triple(4, 5, 6),
            Transformer = new TransformerSpec
            {
                PatchSize = 8, Depth = 3, Heads = 4, Registers = 2, LayerScale = null, Positions = PositionTable.SinCos, Resampling = PositionResampling.Antialiased, FrozenPatchProjection = true,
            },
        });
    }

    [Fact]
    public void Defaults_AreTheSpecs()
    {
        new TransformerOptions().ToSpec().Should().Be(new TransformerSpec());
        var spec = new EncoderSpec { Architecture = "resnet18", InputSize = 64 };
        new EncoderOptions().ToSpec(64, spec.Mean, spec.Deviation).Should().Be(spec);
    }

    [Fact]
    public void Validate_NestedValueOutOfRange_IsFound()
    {
        var options = new PretrainOptions { Encoder = new EncoderOptions { Transformer = new TransformerOptions { PatchSize = 0 } } };
        FluentActions.Invoking(options.Validate).Should().Throw<HistoException>().Which.Message.Should().Contain("PatchSize");
        options.Encoder.Transformer = new TransformerOptions { LayerScale = null };
        FluentActions.Invoking(options.Validate).Should().NotThrow();
    }
}
