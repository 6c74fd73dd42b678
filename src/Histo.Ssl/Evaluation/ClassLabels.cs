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

    /// <summary>The weight of each class: 1, or samples / (classes x members) when they are balanced.</summary>
    /// <exception cref="HistoException">HS1806: there are not two classes, or one has no member.</exception>
    public static double[] Weights(ReadOnlySpan<int> labels, int classes, bool balanced)
    {
        int[] members = Count(labels, classes);
        int missing = Array.IndexOf(members, 0), rows = labels.Length;
        return classes >= 2 && missing < 0
            ? Array.ConvertAll(members, count => balanced ? (double)rows / classes / count : 1)
            : throw new HistoException(ErrorCodes.ClassMissing, "a classifier needs members of each class", seen: $"class {missing} of {classes} has none", wanted: "two or more classes with members");
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
