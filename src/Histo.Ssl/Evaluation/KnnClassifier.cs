namespace Histo.Ssl.Evaluation;

/// <summary>Weighted nearest-neighbour classifier on cosine similarity: each neighbour votes exp(similarity / temperature) for its class.</summary>
/// <remarks>
/// Holds a normalised copy of the training features. Results do not depend on the number of threads.
/// Source: Z. Wu et al., CVPR 2018; conventions of facebookresearch/dinov2 eval/knn.py and lightly's knn_predict.
/// </remarks>
public sealed class KnnClassifier
{
    private const int Block = 4;
    private readonly FeatureMatrix _train;
    private readonly int[] _labels;

    /// <summary>Keeps the training rows.</summary>
    /// <param name="features">Training rows.</param>
    /// <param name="labels">Their classes, 0 to <paramref name="classes"/> - 1.</param>
    /// <param name="classes">Number of classes.</param>
    /// <exception cref="HistoException">HS0002: there is not one class index a row.</exception>
    public KnnClassifier(FeatureMatrix features, ReadOnlySpan<int> labels, int classes)
    {
        ArgumentNullException.ThrowIfNull(features);
        features.RequireLabels(labels.Length);
        ClassLabels.Count(labels, classes);
        _train = features.NormalisedRows();
        _labels = labels.ToArray();
        Classes = classes;
    }

    /// <summary>Gets the number of classes.</summary>
    public int Classes { get; }

    /// <summary>Finds the nearest training rows by brute force.</summary>
    /// <param name="features">Test rows.</param>
    /// <param name="k">Neighbours, 1 to the number of training rows.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    /// <exception cref="HistoException">HS0001: k lies outside its range. HS0002: the rows have another length.</exception>
    public Neighbours Nearest(FeatureMatrix features, int k, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(features);
        features.RequireColumns(_train.Columns);
        if (k < 1 || k > _train.Rows)
        {
            throw new HistoException(ErrorCodes.InvalidOption, "there are not that many neighbours", nameof(k), k, $"1 to {_train.Rows}");
        }

        FeatureMatrix queries = features.NormalisedRows();
        var found = new Neighbours(k, new int[queries.Rows * k], new double[queries.Rows * k]);
        int blocks = (queries.Rows + Block - 1) / Block;
        Parallel.For(0, blocks, new ParallelOptions { CancellationToken = cancellationToken }, block => Search(queries, block * Block, found));
        return found;
    }

    /// <summary>Turns neighbours into class scores: the votes, divided by the votes of all k neighbours.</summary>
    /// <param name="neighbours">What <see cref="Nearest"/> found, of at least <paramref name="k"/> neighbours.</param>
    /// <param name="k">Neighbours that vote, 1 to <c>neighbours.K</c>.</param>
    /// <param name="temperature">Above 0; 0.07 as is usual.</param>
    /// <returns>Rows x classes; each row sums to 1.</returns>
    /// <exception cref="HistoException">HS0001: k or the temperature lies outside its range.</exception>
    public FeatureMatrix Scores(Neighbours neighbours, int k, double temperature = 0.07) => Vote(neighbours, k, k, temperature);

    /// <summary>Turns neighbours into class scores as DINOv2 does: the votes of the first k, divided by the votes of all neighbours that were found.</summary>
    /// <param name="neighbours">What <see cref="Nearest"/> found, for the largest k of an evaluation.</param>
    /// <param name="k">Neighbours that vote, 1 to <c>neighbours.K</c>.</param>
    /// <param name="temperature">Above 0; 0.07 as is usual.</param>
    /// <returns>Rows x classes; a row sums to 1 only when k is <c>neighbours.K</c>. The order of the classes is that of <see cref="Scores"/>.</returns>
    /// <exception cref="HistoException">HS0001: k or the temperature lies outside its range.</exception>
    public FeatureMatrix DinoScores(Neighbours neighbours, int k, double temperature = 0.07) => Vote(neighbours, k, neighbours?.K ?? 0, temperature);

    /// <summary>Returns for each row the class with the highest score; of equal ones the first.</summary>
    /// <param name="scores">Rows x classes.</param>
    public static int[] Predict(FeatureMatrix scores)
    {
        ArgumentNullException.ThrowIfNull(scores);
        var predicted = new int[scores.Rows];
        for (int row = 0; row < predicted.Length; row++)
        {
            ReadOnlySpan<double> values = scores.Row(row);
            for (int c = 1; c < values.Length; c++)
            {
                predicted[row] = values[c] > values[predicted[row]] ? c : predicted[row];
            }
        }

        return predicted;
    }

    private FeatureMatrix Vote(Neighbours neighbours, int k, int normaliseOver, double temperature)
    {
        ArgumentNullException.ThrowIfNull(neighbours);
        if (k < 1 || k > neighbours.K || !(temperature > 0))
        {
            throw new HistoException(ErrorCodes.InvalidOption, "k or the temperature lies outside its range", seen: $"k {k}, temperature {temperature}", wanted: $"k 1 to {neighbours.K}, temperature above 0");
        }

        var scores = new FeatureMatrix(neighbours.Rows, Classes);
        for (int row = 0; row < scores.Rows; row++)
        {
            ReadOnlySpan<double> similarities = neighbours.Similarities.AsSpan(row * neighbours.K, neighbours.K);
            Span<double> votes = scores.Row(row);
            double total = 0;
            for (int i = 0; i < normaliseOver; i++)
            {
                // Relative to the nearest neighbour, so that low temperatures cannot overflow.
                double vote = Math.Exp((similarities[i] - similarities[0]) / temperature);
                total += vote;
                if (i < k)
                {
                    votes[_labels[neighbours.Indices[(row * neighbours.K) + i]]] += vote;
                }
            }

            foreach (ref double vote in votes)
            {
                vote /= total;
            }
        }

        return scores;
    }

    private void Search(FeatureMatrix queries, int first, Neighbours found)
    {
        int last = queries.Rows - 1;
        ReadOnlySpan<double> a = queries.Row(first), b = queries.Row(Math.Min(first + 1, last)), c = queries.Row(Math.Min(first + 2, last)), d = queries.Row(Math.Min(first + 3, last));
        int count = Math.Min(Block, queries.Rows - first);
        Span<double> similarities = stackalloc double[Block];
        for (int row = 0; row < _train.Rows; row++)
        {
            DenseVector.Dot4(_train.Row(row), a, b, c, d, similarities);
            for (int i = 0; i < count; i++)
            {
                int start = (first + i) * found.K;
                Insert(found.Indices.AsSpan(start, found.K), found.Similarities.AsSpan(start, found.K), Math.Min(row, found.K), row, similarities[i]);
            }
        }
    }

    private static void Insert(Span<int> indices, Span<double> similarities, int filled, int row, double similarity)
    {
        if (filled == indices.Length && !(similarity > similarities[^1]))
        {
            return;
        }

        int place = Math.Min(filled, indices.Length - 1);
        for (; place > 0 && similarity > similarities[place - 1]; place--)
        {
            indices[place] = indices[place - 1];
            similarities[place] = similarities[place - 1];
        }

        indices[place] = row;
        similarities[place] = similarity;
    }
}
