using Histo.Ssl.Randomness;

namespace Histo.Ssl.Evaluation;

/// <summary>Draws the first centres of k-means: rows far from one another.</summary>
internal static class KMeansStart
{
    public static FeatureMatrix Draw(FeatureMatrix features, int clusters, ref CounterRandom random)
    {
        int trials = 2 + (int)Math.Log(clusters);
        var chosen = new int[clusters];
        chosen[0] = random.Next(features.Rows);
        double[] distances = DistancesTo(features, chosen[0], null), candidate = [];
        for (int c = 1; c < clusters; c++)
        {
            double best = double.PositiveInfinity;
            double[] kept = distances;
            for (int trial = 0; trial < trials; trial++)
            {
                int row = Weighted(distances, ref random);
                candidate = DistancesTo(features, row, distances);
                double potential = Sum(candidate);
                if (potential < best)
                {
                    (best, chosen[c], kept) = (potential, row, candidate);
                }
            }

            distances = kept;
        }

        return features.Select(chosen);
    }

    private static double[] DistancesTo(FeatureMatrix features, int centre, double[]? atMost)
    {
        var distances = new double[features.Rows];
        Parallel.For(0, features.Rows, row =>
        {
            double distance = DenseVector.SquaredDistance(features.Row(row), features.Row(centre));
            distances[row] = atMost is null ? distance : Math.Min(distance, atMost[row]);
        });
        return distances;
    }

    // A row with probability in proportion to its weight; any row when all weights are 0.
    private static int Weighted(double[] weights, ref CounterRandom random)
    {
        double total = Sum(weights);
        if (!(total > 0))
        {
            return random.Next(weights.Length);
        }

        double target = random.NextDouble() * total;
        int last = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            if (weights[i] > 0)
            {
                last = i;
                target -= weights[i];
                if (target < 0)
                {
                    return i;
                }
            }
        }

        return last;
    }

    private static double Sum(double[] values)
    {
        double sum = 0;
        foreach (double value in values)
        {
            sum += value;
        }

        return sum;
    }
}
