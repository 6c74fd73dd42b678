using Histo.Ssl.Training;
using Histo.Ssl.Views;

namespace Histo.Ssl.Tests.Training.Pretraining;

public class PretrainOptionsTests
{
    [Fact]
    public void Validate_Defaults_AreValid() => new PretrainOptions().Validate();

    public static TheoryData<string, Action<PretrainOptions>> Wrong => new()
    {
        { "Training.BatchSize", options => options.Training.BatchSize = 1 },
        { "Training.Collapse.MinimumDeviation", options => options.Training.Collapse.MinimumDeviation = -1 },
        { "Training.Steps", options => options.Training.Steps = -1 },
        { "Pairs.Spatial.MaxDistance", options => options.Pairs.Spatial.MaxDistance = 0 },
        { "Optimization.LearningRate", options => options.Optimization.LearningRate = double.NaN },
        { "Objective.VicReg.Epsilon", options => options.Objective.VicReg.Epsilon = 2 },
        { "Augmentation.Views.LocalSize", options => options.Augmentation.Views = new ViewSetOptions { LocalSize = 0 } },
        { "Augmentation.Views.Second.Blur.Probability", options => options.Augmentation.Views = new ViewSetOptions { Second = { Blur = { Probability = 1.5 } } } },
        { "Tiling.MinTissue", options => options.Tiling.MinTissue = 1.5 },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Validate_NestedOptionOutOfRange_IsNamedWithItsPath(string path, Action<PretrainOptions> change)
    {
        var options = new PretrainOptions();
        change(options);
        options.Invoking(each => each.Validate()).Should().Throw<HistoException>().Which.Should().Match<HistoException>(error => error.Code == ErrorCodes.InvalidOption && error.Where == path);
    }

    public static TheoryData<string, Action<PretrainOptions>> Unknown => new()
    {
        { ErrorCodes.UnknownName, options => options.Pairs.Sampler = "nowhere" },
        { ErrorCodes.UnknownObjective, options => options.Objective.Name = "nowhere" },
        { ErrorCodes.UnknownArchitecture, options => options.Encoder.Architecture = "nowhere" },
        { ErrorCodes.UnknownName, options => options.Optimization.Optimizer = "nowhere" },
        { ErrorCodes.UnknownName, options => options.Optimization.Precision = "nowhere" },
        { ErrorCodes.UnknownAugmentation, options => options.Augmentation.Preset = "nowhere" },
        { ErrorCodes.BadProjectorSpec, options => options.Objective.VicReg.Projector = "nowhere" },
    };

    [Theory]
    [MemberData(nameof(Unknown))]
    public void Validate_UnknownName_IsFoundBeforeAnySlideIsOpened(string code, Action<PretrainOptions> change)
    {
        var options = new PretrainOptions();
        change(options);
        options.Invoking(each => each.Validate()).Should().Throw<HistoException>().Which.Should().Match<HistoException>(error => error.Code == code && error.Message.Contains("nowhere"));
    }

    [Fact]
    public void Validate_Tf32_NeedsADevice()
    {
        var options = new PretrainOptions { Optimization = { Precision = "tf32" } };
        options.Invoking(each => each.Validate()).Should().Throw<HistoException>().Which.Should().Match<HistoException>(error => error.Code == ErrorCodes.UnknownName && error.Message.Contains("does not compute in tf32"));
        options.Training.Device = "cuda";
        options.Invoking(each => each.Validate()).Should().NotThrow();
    }
}
