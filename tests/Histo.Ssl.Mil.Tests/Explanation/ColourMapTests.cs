using Histo.Ssl.Mil.Explanation;

namespace Histo.Ssl.Mil.Tests.Explanation;

public class ColourMapTests
{
    [Fact]
    public void Sequential_Lightness_RisesInEvenSteps()
    {
        double[] lightness = Lightness(ColourMap.Sequential);
        for (int step = 0; step <= 32; step++)
        {
            lightness[step].Should().BeApproximately(0.28 + (0.66 * step / 32), 0.006, "8-bit colours round");
        }
    }

    [Fact]
    public void Diverging_Lightness_IsSymmetricAndHighestInTheMiddle()
    {
        double[] lightness = Lightness(ColourMap.Diverging);
        for (int step = 0; step <= 16; step++)
        {
            lightness[step].Should().BeApproximately(lightness[32 - step], 0.006);
            lightness[step].Should().BeApproximately(0.48 + (0.45 * step / 16), 0.006);
        }

        ColourMap.Diverging.At(0).Should().Match<(byte R, byte G, byte B)>(colour => colour.B > colour.R + 80);
        ColourMap.Diverging.At(1).Should().Match<(byte R, byte G, byte B)>(colour => colour.R > colour.B + 80);
    }

    [Fact]
    public void At_OutsideTheRange_IsTheNearestEnd()
    {
        ColourMap.Sequential.At(-3).Should().Be(ColourMap.Sequential.At(0)).And.Be(ColourMap.Sequential.At(double.NaN));
        ColourMap.Sequential.At(7).Should().Be(ColourMap.Sequential.At(1));
        ColourMap.Sequential.At(0).Should().NotBe(ColourMap.Sequential.At(1));
    }

    [Theory]
    [InlineData(0, 0, 0, 0.0)]
    [InlineData(255, 255, 255, 1.0)]
    public void Oklab_BlackAndWhite_AreTheEnds(byte r, byte g, byte b, double lightness)
    {
        Oklab.Lightness(r, g, b).Should().BeApproximately(lightness, 1e-6);
        Oklab.ToRgb(lightness, 0, 0).Should().Be((r, g, b));
    }

    private static double[] Lightness(ColourMap map) => [.. Enumerable.Range(0, 33).Select(step => map.At(Math.Round(step * 255 / 32.0) / 255)).Select(colour => Oklab.Lightness(colour.R, colour.G, colour.B))];
}
