using Histo.Ssl.Randomness;

namespace Histo.Ssl.Tests.Objectives.Sslp;

/// <summary>k-means by the book: Euclidean distances, means, an empty cluster moves to the row that is farthest from its centre.</summary>
internal static class NaiveLloyd
{
    public static int[] Labels(double[] rows, int columns, int clusters, int iterations, ulong seed)
    {
        int count = rows.Length / columns;
        var order = new Permutation(count, seed, 0);
        double[][] centres = [.. Enumerable.Range(0, clusters).Select(i => rows[(order[i] * columns)..((order[i] + 1) * columns)])];
        (int[] labels, double[] distances) = Assign();
        for (int iteration = 0; iteration < iterations; iteration++)
        {
            var free = new Queue<int>(Enumerable.Range(0, count).OrderByDescending(row => distances[row]));
            for (int cluster = 0; cluster < clusters; cluster++)
            {
                int[] members = [.. Enumerable.Range(0, count).Where(row => labels[row] == cluster)];
                centres[cluster] = members.Length == 0
                    ? Row(free.Dequeue())
                    : [.. Enumerable.Range(0, columns).Select(column => members.Average(row => rows[(row * columns) + column]))];
            }

            (labels, distances) = Assign();
        }

        return labels;

        double[] Row(int row) => rows[(row * columns)..((row + 1) * columns)];

        (int[] Labels, double[] Distances) Assign()
        {
            double[][] all = [.. Enumerable.Range(0, count).Select(row => centres.Select(centre => centre.Zip(Row(row), (a, b) => (a - b) * (a - b)).Sum()).ToArray())];
            return ([.. all.Select(each => Array.IndexOf(each, each.Min()))], [.. all.Select(each => each.Min())]);
        }
    }
}
