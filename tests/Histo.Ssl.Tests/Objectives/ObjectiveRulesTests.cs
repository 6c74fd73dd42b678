using Histo.Ssl.Objectives;

namespace Histo.Ssl.Tests.Objectives;

public sealed class ObjectiveRulesTests
{
    [Theory]
    [InlineData("dinov2", 1, "vit-small-16")]
    [InlineData("dinov2", 0, "resnet18")]
    [InlineData("dino", 1, "resnet18")]
    [InlineData("barlow-twins", 1, "resnet50")]
    public void Check_WhatFits_Passes(string name, double ibot, string architecture) =>
        FluentActions.Invoking(() => ObjectiveRules.Check(Options(name, ibot), architecture)).Should().NotThrow();

    [Fact]
    public void Check_MaskedPatchesOfAResNet_Throws() =>
        FluentActions.Invoking(() => ObjectiveRules.Check(Options("dinov2", 1), "resnet18")).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.TokensNeeded);

    [Fact]
    public void Defaults_AreThoseOfTheDocumentation()
    {
        var options = new ObjectiveOptions();
        (options.SwAv.Prototypes, options.SwAv.Projector, options.SwAv.FreezePrototypesSteps, options.SwAv.QueueLength, options.SwAv.LocalCrops).Should().Be((3000, "2048-128", 313, 0, 6));
        (options.Dino.Prototypes, options.Dino.TeacherTemperature, options.Dino.WarmupShare, options.Dino.FreezeLastLayerShare, options.Dino.LocalCrops, options.Dino.FixedGain).Should().Be((65536, 0.04, 0, 0.01, 8, true));
        (options.DinoV2.TeacherTemperature, options.DinoV2.WarmupShare, options.DinoV2.IbotWeight, options.DinoV2.KoLeoWeight, options.DinoV2.KdeWeight, options.DinoV2.LocalCrops).Should().Be((0.07, 0.3, 1, 0.1, 0, 8));
    }

    private static ObjectiveOptions Options(string name, double ibot) => new() { Name = name, DinoV2 = { IbotWeight = ibot } };
}
