namespace Histo.Ssl.Evaluation;

/// <summary>Pairs of known tiles of one slide by distance; index 0 is not used.</summary>
internal sealed class SlidePairCounts(int maxDistance)
{
    public long[] Pairs { get; } = new long[maxDistance + 1];

    /// <summary>Sums of the pairs' differences.</summary>
    public double[] Difference { get; } = new double[maxDistance + 1];

    /// <summary>Known tiles without any other tile up to a distance.</summary>
    public long[] Lonely { get; } = new long[maxDistance + 1];

    public long Tiles { get; set; }

    /// <summary>The difference of a pair that counts as 1.</summary>
    public double Unit { get; set; } = 1;

    public void Add(SlidePairCounts part)
    {
        Tiles += part.Tiles;
        for (int distance = 1; distance <= maxDistance; distance++)
        {
            Pairs[distance] += part.Pairs[distance];
            Difference[distance] += part.Difference[distance];
            Lonely[distance] += part.Lonely[distance];
        }
    }
}
