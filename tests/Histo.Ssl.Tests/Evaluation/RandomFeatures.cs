using Histo.Ssl.Evaluation;
using Histo.Ssl.Randomness;

namespace Histo.Ssl.Tests.Evaluation;

internal static class RandomFeatures
{
    /// <summary>Gaussian rows whose first feature is shifted by the class.</summary>
    public static (FeatureMatrix Features, int[] Labels) Classes(int rows, int columns, int classes, double shift, ulong seed = 1)
    {
        var features = new FeatureMatrix(rows, columns);
        var labels = new int[rows];
        for (int row = 0; row < rows; row++)
        {
            var random = new CounterRandom(seed, 0, row, RandomSlot.Custom);
            labels[row] = row % classes;
            foreach (ref double value in features.Row(row))
            {
                value = random.NextGaussian();
            }

            features.Row(row)[labels[row] % columns] += shift;
        }

        return (features, labels);
    }
}
