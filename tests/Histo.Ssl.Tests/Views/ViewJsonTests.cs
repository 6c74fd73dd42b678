using Histo.Ssl.Views;
using Histo.TestKit;

namespace Histo.Ssl.Tests.Views;

public class ViewJsonTests
{
    [Fact]
    public void Write_DrawnParameters_ReadBackExactlyUnderAnyCulture()
    {
        var recipe = new ViewRecipe(ViewPresets.Options(AugmentationPreset.Histology, "vicreg", 64).First);
        using Culture german = Culture.German();
        for (int row = 0; row < 500; row++)
        {
            ViewParameters view = recipe.Draw(5, 6, row, 0, 64);
            string json = ViewJson.Write(view);
            json.Should().NotContain("\n");
            ViewJson.ReadParameters(json).Should().Be(view);
        }

        ViewJson.Write(ViewParameters.WholeTile(64) with { CropX = 0.5f }).Should().Contain("\"cropX\":0.5").And.Contain("\"filter\":\"Bilinear\"");
    }

    [Fact]
    public void Write_ExtremeNumbers_ReadBackExactly()
    {
        ViewParameters view = ViewParameters.WholeTile(3) with { CropX = float.Epsilon, Hue = -1 / 3f, StainShift = new Triple(float.MaxValue, 1e-30f, -0f), JitterOrder = 23, Filter = ResampleFilter.Bicubic };
        ViewJson.ReadParameters(ViewJson.Write(view)).Should().Be(view);
    }

    [Fact]
    public void Write_Options_ReadBackDrawTheSame()
    {
        ViewSetOptions options = ViewPresets.Options(AugmentationPreset.Light, "vicreg", 64);
        options.Second.Stain.Sharing = StainSharing.PerSlide;
        ViewSetOptions read = ViewJson.ReadOptions(ViewJson.Write(options));
        read.Should().BeEquivalentTo(options);
        new ViewRecipe(read.First).Draw(1, 2, 3, 0, 64).Should().Be(new ViewRecipe(options.First).Draw(1, 2, 3, 0, 64));
    }

    [Fact]
    public void Write_LocalOptions_ReadBack()
    {
        ViewSetOptions options = ViewPresets.Options(AugmentationPreset.Official, "swav", 224);
        (options.LocalSize, options.Local.Solarise.Probability) = (80, 0.125);
        string json = ViewJson.Write(options);
        json.Should().Contain("\"localSize\":80");
        ViewSetOptions read = ViewJson.ReadOptions(json);
        read.Should().BeEquivalentTo(options);
        new ViewRecipeSet(read)[5].Draw(1, 2, 3, 5, 64).Should().Be(new ViewRecipe(options.Local).Draw(1, 2, 3, 5, 64));
    }

    [Fact]
    public void ReadOptions_WithoutLocalViews_KeepsTheirDefaults()
    {
        ViewSetOptions read = ViewJson.ReadOptions("{\"first\":{\"grey\":0.3}}");
        (read.First.Grey, read.LocalSize, read.Local.Crop.AreaMinimum, read.Local.Crop.AreaMaximum).Should().Be((0.3, null, 0.1, 0.4));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{\"cropZ\":1}")]
    [InlineData("{\"cropX\":\"1\"}")]
    [InlineData("{\"filter\":\"Lanczos\"}")]
    public void ReadParameters_OtherText_Throws(string json) =>
        FluentActions.Invoking(() => ViewJson.ReadParameters(json)).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.BadViewParameters);

    [Theory]
    [InlineData("null")]
    [InlineData("{\"third\":{}}")]
    public void ReadOptions_OtherText_Throws(string json) =>
        FluentActions.Invoking(() => ViewJson.ReadOptions(json)).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.BadViewParameters);
}
