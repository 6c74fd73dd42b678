using Histo.Ssl.Objectives;
using Histo.Ssl.Views;

namespace Histo.Ssl.Tests.Views;

public class OfficialPresetTests
{
    /// <summary>Name; crop of the globals; crop of the locals; brightness, saturation, hue, probability of jitter; blur of the three kinds of view; taps at 224 and 96 px; solarisation of view 1; whether bicubic.</summary>
    public static TheoryData<string, (double, double, double), (double, double, double, double), (double, double, double), (int, int), double, bool> Recipes() => new()
    {
        { "barlow-twins", (0.08, 0.05, 0.4), (0.4, 0.2, 0.1, 0.8), (1, 0.1, 0.5), (0, 0), 0.2, true },
        { "byol", (0.08, 0.05, 0.4), (0.4, 0.2, 0.1, 0.8), (1, 0.1, 0.5), (23, 9), 0.2, true },
        { "dino", (0.4, 0.05, 0.4), (0.4, 0.2, 0.1, 0.8), (1, 0.1, 0.5), (0, 0), 0.2, true },
        { "dinov2", (0.32, 0.05, 0.32), (0.4, 0.2, 0.1, 0.8), (1, 0.1, 0.5), (9, 9), 0.2, true },
        { "moco-v2", (0.2, 0.05, 0.4), (0.4, 0.4, 0.1, 0.8), (0.5, 0.5, 0.5), (0, 0), 0, false },
        { "moco-v3", (0.2, 0.05, 0.4), (0.4, 0.2, 0.1, 0.8), (1, 0.1, 0.5), (0, 0), 0.2, false },
        { "sgcl", (0.2, 0.05, 0.14), (0.4, 0.4, 0.4, 1), (0, 0, 0), (0, 0), 0, false },
        { "simclr", (0.08, 0.05, 0.4), (0.8, 0.8, 0.2, 0.8), (0.5, 0.5, 0.5), (23, 9), 0, true },
        { "simsiam", (0.2, 0.05, 0.4), (0.4, 0.4, 0.1, 0.8), (0.5, 0.5, 0.5), (0, 0), 0, false },
        { "sslp", (0.2, 0.05, 0.4), (0.4, 0.4, 0.4, 1), (0, 0, 0), (0, 0), 0, false },
        { "supcon", (0.2, 0.05, 0.4), (0.4, 0.4, 0.1, 0.8), (0, 0, 0), (0, 0), 0, false },
        { "swav", (0.14, 0.05, 0.14), (0.8, 0.8, 0.2, 0.8), (0.5, 0.5, 0.5), (0, 0), 0, false },
        { "vicreg", (0.08, 0.05, 0.4), (0.4, 0.2, 0.1, 0.8), (1, 0.1, 0.5), (0, 0), 0.2, true },
        { "weaksupcon", (0.2, 0.05, 0.4), (0.4, 0.4, 0.1, 0.8), (0, 0, 0), (0, 0), 0, false },
    };

    [Theory]
    [MemberData(nameof(Recipes))]
    public void Options_HaveTheValuesOfTheMethod(
        string objective, (double Global, double Low, double High) crop, (double, double, double, double) jitter, (double First, double Second, double Local) blur, (int Global, int Local) taps, double solarise, bool bicubic)
    {
        ViewSetOptions options = ViewPresets.Options(AugmentationPreset.Official, objective, 224);
        options.Validate();
        options.Mean.Should().Be(ViewOutput.ImageNetMean);
        options.Deviation.Should().Be(objective == "swav" ? new Triple(0.228f, 0.224f, 0.225f) : ViewOutput.ImageNetDeviation);
        options.LocalSize.Should().BeNull();
        Check(options.First, crop.Global, 1, blur.First, 0, taps.Global);
        Check(options.Second, crop.Global, 1, blur.Second, solarise, taps.Global);
        Check(options.Local, crop.Low, crop.High, blur.Local, 0, taps.Local);

        void Check(ViewOptions view, double low, double high, double blurred, double solarised, int tapCount)
        {
            (view.Crop.Enabled, view.Crop.AreaMinimum, view.Crop.AreaMaximum, view.Crop.AspectMinimum, view.Crop.AspectMaximum).Should().Be((true, low, high, 0.75, 4.0 / 3));
            view.Crop.Filter.Should().Be(bicubic ? ResampleFilter.Bicubic : ResampleFilter.Bilinear);
            (view.FlipHorizontal, view.FlipVertical, view.QuarterTurns, view.Grey, view.Stain.Probability).Should().Be((0.5, 0, false, 0.2, 0));
            (view.Color.Brightness, view.Color.Saturation, view.Color.Hue, view.Color.Probability).Should().Be(jitter);
            (view.Color.Contrast, view.Color.Model, view.Color.Shuffle).Should().Be((view.Color.Brightness, JitterModel.Torchvision, true));
            (view.Blur.Probability, view.Blur.Taps, view.Blur.SigmaMinimum, view.Blur.SigmaMaximum).Should().Be((blurred, tapCount, 0.1, 2));
            (view.Solarise.Probability, view.Solarise.Threshold).Should().Be((solarised, 128.0 / 255));
        }
    }

    [Fact]
    public void OfficialObjectives_AreThoseOfTheTable_AndCoverEveryObjective()
    {
        ViewPresets.OfficialObjectives.Should().Equal(Recipes().Select(row => (string)row[0]));
        ObjectiveFactory.Names.Should().BeSubsetOf(ViewPresets.OfficialObjectives);
    }

    [Theory]
    [InlineData("dinov2", BlurProbability.AsDocumented, 1, 0.1)]
    [InlineData("dinov2", BlurProbability.AsTrained, 0, 0.9)]
    [InlineData("dino", BlurProbability.AsTrained, 1, 0.1)]
    [InlineData("byol", BlurProbability.AsTrained, 1, 0.1)]
    public void Options_DinoV2Blur_ChangesDinoV2Alone(string objective, BlurProbability blur, double first, double second)
    {
        ViewSetOptions options = ViewPresets.Options(AugmentationPreset.Official, objective, 224, blur);
        (options.First.Blur.Probability, options.Second.Blur.Probability, options.Local.Blur.Probability).Should().Be((first, second, 0.5));
        ViewPresets.Options(AugmentationPreset.Official, objective, 224).First.Blur.Probability.Should().Be(1, "the recipe as it reads is the default, whatever was asked for before");
    }

    [Theory]
    [InlineData(AugmentationPreset.Histology)]
    [InlineData(AugmentationPreset.Light)]
    [InlineData(AugmentationPreset.LightNoCrop)]
    public void Options_HistologyPresets_CropLocalViewsAroundTheirOwnMagnification(AugmentationPreset preset)
    {
        ViewSetOptions options = ViewPresets.Options(preset, "dinov2", 224);
        (options.Local.Crop.Enabled, options.Local.Crop.AreaMinimum, options.Local.Crop.AreaMaximum).Should().Be((true, 0.1, 0.4));
        (options.Local.QuarterTurns, options.Local.FlipVertical, options.Local.Blur.SigmaMaximum, options.Local.Color.Model).Should().Be((true, 0.5, 1.2, options.First.Color.Model));
        double native = Math.Pow(LocalCropSize.For(224) / 224.0, 2);
        native.Should().BeInRange(options.Local.Crop.AreaMinimum, options.Local.Crop.AreaMaximum);
    }

    [Fact]
    public void Options_None_ShowsTheWholeTileInLocalViewsToo()
    {
        ViewOptions local = ViewPresets.Options(AugmentationPreset.None, "dino", 224).Local;
        (local.Crop.Enabled, local.Color.Probability, local.Blur.Probability, local.FlipVertical).Should().Be((false, 0, 0, 0));
    }
}
