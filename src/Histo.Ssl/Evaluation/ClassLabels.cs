namespace Histo.Ssl.Evaluation;

/// <summary>Checks and counts class indices.</summary>
internal static class ClassLabels
{
    /// <summary>Counts the members of each class.</summary>
    public static int[] Count(ReadOnlySpan<int> labels, int classes)
    {
        var counts = new int[classes];
        foreach (int label in labels)
        {
            if ((uint)label >= (uint)classes)
            {
                throw new HistoException(ErrorCodes.WrongShape, "a label is not a class index", seen: label, wanted: $"0 to {classes - 1}");
            }

            counts[label]++;
        }

        return counts;
    }

    /// <summary>The sorted distinct values and for each label its position among them.</summary>
    public static (int[] Values, int[] Index) Index(ReadOnlySpan<int> labels)
    {
        int[] values = labels.ToArray();
        Array.Sort(values);
        values = [.. values.Distinct()];
        var index = new int[labels.Length];
        for (int i = 0; i < index.Length; i++)
        {
            index[i] = Array.BinarySearch(values, labels[i]);
        }

        return (values, index);
    }
}
