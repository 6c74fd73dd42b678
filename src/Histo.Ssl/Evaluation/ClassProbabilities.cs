namespace Histo.Ssl.Evaluation;

/// <summary>Checks and reads class probabilities: samples x classes.</summary>
internal static class ClassProbabilities
{
    /// <summary>Throws unless there is one row a label, two columns or more, and every value is a number from 0 to 1.</summary>
    public static void Require(ReadOnlySpan<int> labels, FeatureMatrix probabilities)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        probabilities.RequireLabels(labels.Length);
        if (probabilities.Columns < 2)
        {
            throw Bad("one column of probabilities does not say which classes there are", seen: 1, wanted: "2 columns or more");
        }

        // Softmax in single precision may exceed 1 by rounding.
        int wrong = Array.FindIndex(probabilities.Values, value => !(value >= 0 && value <= 1 + 1e-6));
        if (wrong >= 0)
        {
            throw Bad($"the probability of row {wrong / probabilities.Columns}, class {wrong % probabilities.Columns} is not one", seen: probabilities.Values[wrong], wanted: "0 to 1");
        }

        ClassLabels.Count(labels, probabilities.Columns);
    }

    /// <summary>For each row the class of the largest probability; the first of equal ones.</summary>
    public static int[] Largest(FeatureMatrix probabilities)
    {
        var largest = new int[probabilities.Rows];
        for (int row = 0; row < largest.Length; row++)
        {
            Span<double> values = probabilities.Row(row);
            for (int c = 1; c < values.Length; c++)
            {
                largest[row] = values[c] > values[largest[row]] ? c : largest[row];
            }
        }

        return largest;
    }

    private static HistoException Bad(string what, object seen, object wanted) =>
        new(ErrorCodes.BadProbability, what, seen: seen, wanted: wanted, action: "Apply softmax (or sigmoid) to the logits first, one column a class.");
}
