using Histo.Ssl.Randomness;

namespace Histo.Ssl.Evaluation;

/// <summary>Mean cosine of positive pairs beside that of random pairs.</summary>
/// <param name="Positive">Mean over the pairs that were given.</param>
/// <param name="Random">Mean over each anchor with the positive of another, random pair.</param>
public readonly record struct PairCosine(double Positive, double Random)
{
    /// <summary>Gets the difference: what positives share beyond any two tiles. Near 0 means that an encoder does not know its positives.</summary>
    public double Gap => Positive - Random;

    /// <summary>Computes both means.</summary>
    /// <param name="anchors">One row an anchor; two or more.</param>
    /// <param name="positives">The positives, row by row.</param>
    /// <param name="seed">Seed of the random pairs.</param>
    /// <exception cref="HistoException">HS0002: the shapes differ or there is one pair only.</exception>
    public static PairCosine Of(FeatureMatrix anchors, FeatureMatrix positives, ulong seed = 0)
    {
        ArgumentNullException.ThrowIfNull(anchors);
        ArgumentNullException.ThrowIfNull(positives);
        positives.RequireColumns(anchors.Columns);
        if (anchors.Rows < 2 || anchors.Rows != positives.Rows)
        {
            throw new HistoException(ErrorCodes.WrongShape, "there is not one positive an anchor, or one pair only", seen: $"{anchors.Rows} anchors, {positives.Rows} positives", wanted: "equal numbers, 2 or more");
        }

        FeatureMatrix a = anchors.NormalisedRows(), b = positives.NormalisedRows();
        double positive = 0, random = 0;
        for (int row = 0; row < a.Rows; row++)
        {
            var draw = new CounterRandom(seed, 0, row, RandomSlot.Evaluation);
            int other = draw.Next(a.Rows - 1);
            positive += DenseVector.Dot(a.Row(row), b.Row(row));
            random += DenseVector.Dot(a.Row(row), b.Row(other < row ? other : other + 1));
        }

        return new PairCosine(positive / a.Rows, random / a.Rows);
    }
}
