namespace Histo.Ssl.Tiling;

/// <summary>Estimates the stains of a slide from its pixels.</summary>
/// <remarks>
/// Pixels with an optical density above 0.15 in every channel; the plane of their first two singular vectors (about the origin, not the mean); the stains are the directions at the 1st and 99th
/// percentile of the angle in that plane, haematoxylin the one with more red density; concentrations by least squares. Their 99th percentiles are taken over the same stained pixels, so that
/// the share of background in a tile does not matter.
/// Source: M. Macenko et al., "A method for normalizing histology slides for quantitative analysis", ISBI 2009.
/// </remarks>
internal static class Macenko
{
    private const double MinDensity = 0.15, Tail = 0.01;

    // Below these two stains cannot be told apart; the reference's are 22 degrees apart.
    private const double SmallestAngle = 2 * Math.PI / 180, SmallestConcentration = 0.01;

    /// <param name="rgb">Pixels, three bytes each.</param>
    /// <param name="minPixels">Fewest stained pixels.</param>
    public static StainEstimate Estimate(ReadOnlySpan<byte> rgb, int minPixels)
    {
        StainVector[] densities = Stained(rgb);
        if (densities.Length < minPixels)
        {
            return new StainEstimate(null, FormattableString.Invariant($"{densities.Length} stained pixels among {rgb.Length / 3}; {minPixels} are needed"));
        }

        (StainVector first, StainVector second) = Plane(densities);
        double[] angles = Array.ConvertAll(densities, density => Math.Atan2(second.Dot(density), first.Dot(density)));
        Array.Sort(angles);
        double low = Quantile(angles, Tail), high = Quantile(angles, 1 - Tail);
        if (high - low < SmallestAngle)
        {
            return new StainEstimate(null, "one stain only");
        }

        StainVector a = StainVector.Combine(Math.Cos(low), first, Math.Sin(low), second), b = StainVector.Combine(Math.Cos(high), first, Math.Sin(high), second);
        var unit = a.Red > b.Red ? new StainProfile(a, b, 1, 1) : new StainProfile(b, a, 1, 1);
        (StainVector toHaematoxylin, StainVector toEosin) = unit.Unmixing();
        StainProfile profile = unit with { MaxHaematoxylin = Top(densities, toHaematoxylin), MaxEosin = Top(densities, toEosin) };
        return Math.Min(profile.MaxHaematoxylin, profile.MaxEosin) > SmallestConcentration ? new StainEstimate(profile, null) : new StainEstimate(null, "one stain only");
    }

    private static StainVector[] Stained(ReadOnlySpan<byte> rgb)
    {
        var stained = new StainVector[rgb.Length / 3];
        int count = 0;
        for (int at = 0; at < rgb.Length; at += 3)
        {
            StainVector density = OpticalDensity.Of(rgb, at);
            stained[count] = density;
            count += density.Red > MinDensity && density.Green > MinDensity && density.Blue > MinDensity ? 1 : 0;
        }

        return stained[..count];
    }

    private static (StainVector First, StainVector Second) Plane(StainVector[] densities)
    {
        double rr = 0, rg = 0, rb = 0, gg = 0, gb = 0, bb = 0;
        foreach (StainVector each in densities)
        {
            rr += each.Red * each.Red;
            rg += each.Red * each.Green;
            rb += each.Red * each.Blue;
            gg += each.Green * each.Green;
            gb += each.Green * each.Blue;
            bb += each.Blue * each.Blue;
        }

        double[,] v = SymmetricEigen.Of(new[,] { { rr, rg, rb }, { rg, gg, gb }, { rb, gb, bb } }).Vectors;

        // Densities are positive: towards them the angles lie about 0 and never wrap.
        double sign = v[0, 0] + v[1, 0] + v[2, 0] < 0 ? -1 : 1;
        return (new StainVector(v[0, 0], v[1, 0], v[2, 0]).Times(sign), new StainVector(v[0, 1], v[1, 1], v[2, 1]));
    }

    private static double Top(StainVector[] densities, StainVector unmixing)
    {
        double[] concentrations = Array.ConvertAll(densities, unmixing.Dot);
        Array.Sort(concentrations);
        return Quantile(concentrations, 1 - Tail);
    }

    private static double Quantile(double[] sorted, double share)
    {
        double position = share * (sorted.Length - 1);
        int below = (int)position;
        return below + 1 < sorted.Length ? sorted[below] + ((position - below) * (sorted[below + 1] - sorted[below])) : sorted[below];
    }
}
