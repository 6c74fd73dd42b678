using CsCheck;
using Histo.Ssl.Tissue;

namespace Histo.Ssl.Tests.Tissue;

public class OtsuTests
{
    [Fact]
    public void Threshold_RandomHistograms_EqualsExhaustiveSearch() =>
        Gen.Long[0, 1000].Array[256].Sample(histogram =>
        {
            double[] between = [.. Enumerable.Range(0, 255).Select(threshold => NaiveBetween(histogram, threshold))];
            Otsu otsu = Otsu.Of(histogram);
            between[otsu.Threshold].Should().BeApproximately(between.Max(), 1e-9 * between.Max());
            otsu.Separability.Should().BeApproximately(between.Max() / Variance(histogram), 1e-9);
        }, iter: 200);

    [Fact]
    public void Threshold_EmptyGap_LiesInItsMiddle()
    {
        var histogram = new long[256];
        histogram[10] = histogram[12] = 500;
        histogram[100] = 200;
        Otsu otsu = Otsu.Of(histogram);
        otsu.Threshold.Should().Be((12 + 99) / 2);
        otsu.LowerMean.Should().Be(11);
        otsu.UpperMean.Should().Be(100);
    }

    [Fact]
    public void Separability_Gaussian_IsTwoOverPi()
    {
        long[] histogram = [.. Enumerable.Range(0, 256).Select(value => (long)(1e6 * Math.Exp(-Math.Pow((value - 127.5) / 20, 2) / 2)))];
        Otsu.Of(histogram).Separability.Should().BeApproximately(2 / Math.PI, 0.002);
    }

    [Fact]
    public void Of_OneValueOrNone_HasNoSeparability()
    {
        var histogram = new long[256];
        Otsu.Of(histogram).Separability.Should().Be(0);
        histogram[77] = 5;
        Otsu.Of(histogram).Should().Be(new Otsu(77, 0, 77, 77));
    }

    private static double NaiveBetween(long[] histogram, int threshold)
    {
        double[] values = [.. histogram.Select(count => (double)count)];
        double w0 = values[..(threshold + 1)].Sum(), w1 = values[(threshold + 1)..].Sum();
        if (w0 == 0 || w1 == 0)
        {
            return 0;
        }

        double m0 = Enumerable.Range(0, threshold + 1).Sum(v => v * values[v]) / w0, m1 = Enumerable.Range(threshold + 1, 255 - threshold).Sum(v => v * values[v]) / w1;
        return w0 * w1 / ((w0 + w1) * (w0 + w1)) * (m0 - m1) * (m0 - m1);
    }

    private static double Variance(long[] histogram)
    {
        double n = histogram.Sum(), mean = histogram.Select((count, value) => count * (double)value).Sum() / n;
        return histogram.Select((count, value) => count * (value - mean) * (value - mean)).Sum() / n;
    }
}
