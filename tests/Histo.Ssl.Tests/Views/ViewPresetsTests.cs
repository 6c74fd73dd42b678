using Histo.Ssl.Views;

namespace Histo.Ssl.Tests.Views;

public class ViewPresetsTests
{
    [Theory]
    [InlineData("official", AugmentationPreset.Official)]
    [InlineData("histology", AugmentationPreset.Histology)]
    [InlineData("light", AugmentationPreset.Light)]
    [InlineData("light-no-crop", AugmentationPreset.LightNoCrop)]
    [InlineData("NONE", AugmentationPreset.None)]
    public void Parse_Name_FindsThePreset(string name, AugmentationPreset preset)
    {
        AugmentationPresetNames.Parse(name).Should().Be(preset);
        AugmentationPresetNames.NameOf(preset).Should().BeEquivalentTo(name);
        AugmentationPresetNames.All.Should().HaveCount(Enum.GetValues<AugmentationPreset>().Length);
    }

    [Fact]
    public void Parse_UnknownName_SaysWhichThereAre()
    {
        HistoException error = FluentActions.Invoking(() => AugmentationPresetNames.Parse("strong")).Should().Throw<HistoException>().Which;
        error.Code.Should().Be(ErrorCodes.UnknownAugmentation);
        error.Wanted.Should().Contain("light-no-crop");
    }

    [Theory]
    [InlineData("barlow-twins", 0)]
    [InlineData("vicreg", 0)]
    [InlineData("byol", 23)]
    public void Options_Official_IsAsymmetric(string objective, int taps)
    {
        ViewSetOptions options = ViewPresets.Options(AugmentationPreset.Official, objective, 224);
        options.Mean.Should().Be(ViewOutput.ImageNetMean);
        options.Deviation.Should().Be(ViewOutput.ImageNetDeviation);
        (options.First.Blur.Probability, options.Second.Blur.Probability).Should().Be((1, 0.1));
        (options.First.Solarise.Probability, options.Second.Solarise.Probability).Should().Be((0, 0.2));
        foreach (ViewOptions view in new[] { options.First, options.Second })
        {
            (view.Crop.AreaMinimum, view.Crop.AreaMaximum, view.Crop.Filter).Should().Be((0.08, 1, ResampleFilter.Bicubic));
            (view.FlipHorizontal, view.FlipVertical, view.QuarterTurns).Should().Be((0.5, 0, false));
            (view.Color.Probability, view.Color.Brightness, view.Color.Contrast, view.Color.Saturation, view.Color.Hue).Should().Be((0.8, 0.4, 0.4, 0.2, 0.1));
            (view.Grey, view.Stain.Probability).Should().Be((0.2, 0));
            (view.Blur.SigmaMinimum, view.Blur.SigmaMaximum, view.Blur.Taps).Should().Be((0.1, 2, taps));
        }
    }

    [Fact]
    public void Options_OfficialOfAnUnknownObjective_Throws() =>
        FluentActions.Invoking(() => ViewPresets.Options(AugmentationPreset.Official, "mine", 64)).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.UnknownAugmentation);

    [Theory]
    [InlineData(AugmentationPreset.Light, true)]
    [InlineData(AugmentationPreset.LightNoCrop, false)]
    public void Options_Light_IsTheExperimentsRecipe(AugmentationPreset preset, bool crop)
    {
        ViewSetOptions options = ViewPresets.Options(preset, "vicreg", 64);
        options.Mean.Should().Be(new Triple(0.7f, 0.7f, 0.7f));
        options.Deviation.Should().Be(new Triple(0.2f, 0.2f, 0.2f));
        ViewOptions view = options.Second;
        (view.Crop.Enabled, view.Crop.AreaMinimum, view.Crop.AreaMaximum, view.Crop.AspectMinimum, view.Crop.AspectMaximum).Should().Be((crop, 0.4, 1, 0.75, 4.0 / 3));
        (view.FlipHorizontal, view.FlipVertical, view.QuarterTurns).Should().Be((0.5, 0.5, true));
        (view.Color.Model, view.Color.Probability, view.Color.Brightness, view.Color.Contrast, view.Color.Saturation, view.Color.Hue).Should().Be((JitterModel.Linear, 0.8, 0.2, 0.2, 0.1, 0.05));
        (view.Stain.Probability, view.Stain.ScaleStrength, view.Stain.ShiftStrength, view.Stain.Convention).Should().Be((0.5, 0.05, 0.05, StainConvention.NaturalOpticalDensity));
        (view.Grey, view.Blur.Probability, view.Blur.Taps, view.Blur.SigmaMinimum, view.Blur.SigmaMaximum).Should().Be((0.1, 0.3, 5, 0.1, 1.2));
    }

    [Theory]
    [InlineData(224, 23)]
    [InlineData(96, 9)]
    [InlineData(64, 7)]
    [InlineData(8, 3)]
    public void TenthOfView_IsOdd(int size, int taps) => BlurOptions.TenthOfView(size).Should().Be(taps);

    [Fact]
    public void Options_EveryPreset_IsValidAndFresh()
    {
        foreach (AugmentationPreset preset in Enum.GetValues<AugmentationPreset>())
        {
            foreach (int size in new[] { 1, 32, 224 })
            {
                ViewSetOptions options = ViewPresets.Options(preset, "barlow-twins", size);
                options.Validate();
                options.First.Should().NotBeSameAs(options.Second);
                options.Local.Should().NotBeSameAs(options.Second);
                ViewPresets.Options(preset, "barlow-twins", size).First.Should().NotBeSameAs(options.First);
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(ViewSetOptions.LargestLocalSize + 1)]
    public void RecipeSet_ImpossibleLocalSize_Throws(int size)
    {
        var options = new ViewSetOptions { LocalSize = size };
        HistoException error = FluentActions.Invoking(() => new ViewRecipeSet(options)).Should().Throw<HistoException>().Which;
        (error.Code, error.Where).Should().Be((ErrorCodes.InvalidOption, "Views.LocalSize"));
    }

    [Fact]
    public void RecipeSet_BadLocalOptions_Throw()
    {
        var options = new ViewSetOptions { Local = { Grey = 2 } };
        FluentActions.Invoking(() => new ViewRecipeSet(options)).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.InvalidOption);
        options.Local = null!;
        FluentActions.Invoking(() => new ViewRecipeSet(options)).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.InvalidOption);
    }

    [Fact]
    public void RecipeSet_ZeroDeviation_Throws()
    {
        ViewSetOptions options = ViewPresets.Options(AugmentationPreset.None, "vicreg", 8);
        options.Deviation = new Triple(1, 0, 1);
        FluentActions.Invoking(() => new ViewRecipeSet(options)).Should().Throw<HistoException>().Which.Where.Should().Be("Views.Deviation");
    }
}
