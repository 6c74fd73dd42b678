using Histo.Ssl.Slides;
using Histo.TestKit;

namespace Histo.Ssl.Tests.Slides;

public class SlideResolutionTests
{
    [Theory]
    [InlineData("openslide.mpp-x=0.5;openslide.mpp-y=0.25;openslide.objective-power=20", 0.5, 0.25, ResolutionSource.VendorProperty)]
    [InlineData("openslide.mpp-x=0,2528", 0.2528, 0.2528, ResolutionSource.VendorProperty)]
    [InlineData("openslide.mpp-y=0.4", 0.4, 0.4, ResolutionSource.VendorProperty)]
    [InlineData("openslide.mpp-x=0;tiff.XResolution=40000;tiff.YResolution=20000;tiff.ResolutionUnit=centimeter", 0.25, 0.5, ResolutionSource.TiffResolution)]
    [InlineData("tiff.XResolution=50800;tiff.YResolution=50800;tiff.ResolutionUnit=inch", 0.5, 0.5, ResolutionSource.TiffResolution)]
    [InlineData("tiff.XResolution=72;tiff.YResolution=72;tiff.ResolutionUnit=inch;openslide.objective-power=40", 0.25, 0.25, ResolutionSource.ObjectivePower)]
    [InlineData("openslide.objective-power=20,0", 0.5, 0.5, ResolutionSource.ObjectivePower)]
    public void Find_Properties_GiveTheBestPlausibleSource(string properties, double x, double y, ResolutionSource source)
    {
        using var german = Culture.German();

        SlideResolution found = SlideResolution.Find(Parse(properties))!.Value;

        found.MppX.Should().BeApproximately(x, 1e-12);
        found.MppY.Should().BeApproximately(y, 1e-12);
        found.Source.Should().Be(source);
    }

    [Theory]
    [InlineData("")]
    [InlineData("tiff.XResolution=50800;tiff.ResolutionUnit=none")]
    [InlineData("openslide.mpp-x=unknown;openslide.objective-power=")]
    [InlineData("openslide.mpp-x=1.234,5")]
    [InlineData("openslide.mpp-x=-0.5")]
    [InlineData("openslide.mpp-x=NaN")]
    public void Find_NothingUsable_IsNull(string properties) => SlideResolution.Find(Parse(properties)).Should().BeNull();

    [Fact]
    public void Find_OnlyAbsurdValues_AreReported()
    {
        SlideResolution found = SlideResolution.Find(Parse("tiff.XResolution=72;tiff.YResolution=72;tiff.ResolutionUnit=inch"))!.Value;

        found.IsPlausible.Should().BeFalse();
        found.Mpp.Should().BeApproximately(352.8, 0.1);
    }

    [Fact]
    public void Find_GivenValue_WinsOrIsRefused()
    {
        SlideResolution.Find(Parse("openslide.mpp-x=0.5"), 0.25).Should().Be(new SlideResolution(0.25, 0.25, ResolutionSource.Override));
        FluentActions.Invoking(() => SlideResolution.Find(Parse(""), 0)).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.InvalidOption);
    }

    private static Dictionary<string, string> Parse(string properties) =>
        properties.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(entry => entry.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);
}
