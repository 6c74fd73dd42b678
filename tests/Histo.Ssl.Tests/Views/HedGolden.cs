using Histo.Ssl.Views;
using Histo.TestKit.Golden;

namespace Histo.Ssl.Tests.Views;

/// <summary>Stain conversions and jitter against the reference, both conventions, every key.</summary>
public sealed class HedGolden : IGoldenCheck
{
    public string Stem => "hed";

    public void Check(GoldenCase golden)
    {
        golden.ShouldMatch("matrix_rgb_from_hed", HedSpace.RgbFromHed);
        golden.ShouldMatch("matrix_hed_from_rgb", HedSpace.HedFromRgb);
        double[] rgb = [.. golden.Bytes("rgb").Select(value => value / 255.0)];
        double[] alpha = golden.Doubles("alpha"), beta = golden.Doubles("beta");
        var known = new HashSet<string> { "rgb", "alpha", "beta", "matrix_rgb_from_hed", "matrix_hed_from_rgb" };
        foreach ((StainConvention convention, string name) in new[] { (StainConvention.NaturalOpticalDensity, "natural"), (StainConvention.Skimage, "skimage") })
        {
            double[] hed = new double[rgb.Length], back = new double[rgb.Length], changed = [.. rgb];
            HedSpace.FromRgb<double>(rgb, hed, convention);
            golden.ShouldMatch($"hed_{name}", hed);
            HedSpace.ToRgb<double>(hed, back, convention);
            golden.ShouldMatch($"rgb_roundtrip_{name}", back);
            StainJitter.Apply<double>(changed, alpha, beta, convention, 0);
            golden.ShouldMatch($"rgb_perturbed_{name}", changed);
            known.UnionWith([$"hed_{name}", $"rgb_roundtrip_{name}", $"rgb_perturbed_{name}"]);
        }

        golden.Keys.Should().BeSubsetOf(known);
    }
}
