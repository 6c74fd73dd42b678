namespace Histo.Ssl.Tests.Pairs;

/// <summary>Goodness of fit of counts to weights.</summary>
internal static class ChiSquare
{
    /// <summary>Asserts that counts fit the weights at a level of about 1e-5 and that nothing else was drawn.</summary>
    public static void ShouldFit(IReadOnlyDictionary<int, int> counts, IReadOnlyDictionary<int, double> weights)
    {
        counts.Keys.Should().BeSubsetOf(weights.Keys);
        double draws = counts.Values.Sum(), total = weights.Values.Sum(), chi = 0;
        foreach ((int key, double weight) in weights)
        {
            double expected = draws * weight / total;
            expected.Should().BeGreaterThan(5, "the test needs more draws");
            chi += Math.Pow(counts.GetValueOrDefault(key) - expected, 2) / expected;
        }

        // Wilson and Hilferty's approximation of the quantile at 4.26 standard deviations (1e-5).
        double k = Math.Max(weights.Count - 1, 1), limit = k * Math.Pow(1 - (2 / (9 * k)) + (4.26 * Math.Sqrt(2 / (9 * k))), 3);
        chi.Should().BeLessThan(limit);
    }
}
