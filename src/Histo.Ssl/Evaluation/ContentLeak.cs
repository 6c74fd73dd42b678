namespace Histo.Ssl.Evaluation;

/// <summary>Takes tiles out of a test whose very pixels are in the training part under another name.</summary>
/// <remarks>Groups keep slides and patients apart by name. The same image under two names, or background of one colour, still is on both sides: such tiles measure memory.</remarks>
internal static class ContentLeak
{
    /// <summary>Returns the split without test tiles that show what a training tile shows, and says so in the notes.</summary>
    /// <param name="split">The split.</param>
    /// <param name="trained">Hashes of the training tiles' pixels; null when they are not known: the split stays as it is.</param>
    /// <param name="tested">Hashes of the pixels of <see cref="TileSplit.Test"/>, tile by tile; null when they are not known.</param>
    /// <param name="notes">Receives how many were left out.</param>
    /// <exception cref="HistoException">HS1811: no test with two classes is left.</exception>
    public static TileSplit Remove(TileSplit split, IEnumerable<long>? trained, long[]? tested, List<string> notes)
    {
        if (trained is null || tested is null)
        {
            return split;
        }

        var known = trained.ToHashSet();
        int[] kept = [.. Enumerable.Range(0, tested.Length).Where(i => !known.Contains(tested[i]))];
        if (kept.Length == tested.Length)
        {
            return split;
        }

        TileSplit clean = split with { Test = TileSplit.Pick(split.Test, kept), TestLabels = TileSplit.Pick(split.TestLabels, kept), TestGroups = TileSplit.Pick(split.TestGroups, kept) };
        int left = tested.Length - kept.Length;
        if (clean.TestLabels.Distinct().Count() < 2)
        {
            throw new HistoException(
                ErrorCodes.ContentLeak,
                "the same images are on both sides of the split under different names",
                $"fold {split.Fold}",
                $"{left} of {tested.Length} test tiles have the pixels of a training tile",
                "test tiles of two classes that are not in the training part",
                "Take the copies out of one cohort, or give all names of an image one group in the manifest.");
        }

        notes.Add($"Fold {split.Fold}: {left} of {tested.Length} test tiles have the very pixels of a training tile of another group; they are left out of the test.");
        return clean;
    }
}
