using Histo.Ssl.Views;

namespace Histo.Ssl.Tests.Views;

public class HedSpaceTests
{
    [Fact]
    public void ToRgb_OfFromRgb_GivesTheColourBack()
    {
        double[] rgb = [0.9, 0.4, 0.7, 1, 1, 1, 0.01, 0.5, 0.99], hed = new double[9];
        HedSpace.FromRgb<double>(rgb, hed, StainConvention.NaturalOpticalDensity);
        HedSpace.ToRgb<double>(hed, hed, StainConvention.NaturalOpticalDensity);
        for (int i = 0; i < 9; i++)
        {
            hed[i].Should().BeApproximately(rgb[i], 1e-12);
        }
    }

    [Theory]
    [InlineData(StainConvention.NaturalOpticalDensity)]
    [InlineData(StainConvention.Skimage)]
    public void FromRgb_Float_EqualsDouble(StainConvention convention)
    {
        float[] rgb = [0.8f, 0.47f, 0.67f], hed = new float[3];
        double[] exact = new double[3];
        HedSpace.FromRgb<float>(rgb, hed, convention);
        HedSpace.FromRgb<double>(Array.ConvertAll(rgb, value => (double)value), exact, convention);
        for (int i = 0; i < 3; i++)
        {
            ((double)hed[i]).Should().BeApproximately(exact[i], 1e-6);
        }
    }

    [Theory]
    [InlineData(StainConvention.NaturalOpticalDensity, 247, 246, 251)]
    [InlineData(StainConvention.Skimage, 163, 157, 209)]
    public void Apply_ShiftOfHaematoxylinOnWhite_IsAsStrongAsDocumented(StainConvention convention, int red, int green, int blue)
    {
        double[] white = [1, 1, 1];
        StainJitter.Apply<double>(white, [1, 1, 1], [0.05, 0, 0], convention, 0);
        white.Select(value => (int)Math.Round(value * 255)).Should().Equal(red, green, blue);
    }

    [Fact]
    public void Apply_Guard_KeepsBackground()
    {
        double[] pixels = [0.95, 0.9, 0.92, 0.95, 0.9, 0.8], before = [.. pixels];
        StainJitter.Apply<double>(pixels, [1.2, 1.2, 1.2], [0.1, 0.1, 0.1], StainConvention.NaturalOpticalDensity, 0.15);
        pixels[..3].Should().Equal(before[..3]);
        pixels[3].Should().BeLessThan(before[3]);
    }

    [Theory]
    [InlineData(4, 4)]
    [InlineData(3, 6)]
    public void FromRgb_WrongLengths_Throw(int from, int to) =>
        FluentActions.Invoking(() => HedSpace.FromRgb<double>(new double[from], new double[to], default)).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.WrongShape);
}
