namespace Histo.Ssl.Evaluation;

/// <summary>Which labelled tiles are fitted on and which are tested. Classes are indices into the names of the training tiles' classes.</summary>
internal sealed record TileSplit(int Fold, int[] Train, int[] TrainLabels, string[] TrainGroups, int[] Test, int[] TestLabels, string[] TestGroups)
{
    /// <summary>Gets the tested groups, in ordinal order.</summary>
    public IReadOnlyList<string> Groups => [.. TestGroups.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>Splits tiles into folds that do not split a group and do not test what they are fitted on.</summary>
    public static List<TileSplit> CrossValidate(TileClasses tiles, int folds, List<string> notes)
    {
        GroupFolds made = GroupFolds.Create(tiles.Groups, tiles.Labels, tiles.Names.Length, folds);
        if (made.Folds.Count < made.Asked)
        {
            notes.Add($"{made.Folds.Count} folds instead of {made.Asked}: the groups do not allow more with each class on both sides.");
        }

        var splits = new List<TileSplit>();
        foreach (GroupFold fold in made.Folds)
        {
            GroupFolds.RequireNoLeak(fold.Train.Select(row => tiles.Groups[row]), fold.Test.Select(row => tiles.Groups[row]));
            var split = new TileSplit(fold.Index, fold.Train, Pick(tiles.Labels, fold.Train), Pick(tiles.Groups, fold.Train), fold.Test, Pick(tiles.Labels, fold.Test), Pick(tiles.Groups, fold.Test));
            splits.Add(ContentLeak.Remove(split, tiles.Content is { } all ? Pick(all, fold.Train) : null, tiles.Content is { } content ? Pick(content, fold.Test) : null, notes));
        }

        return splits;
    }

    /// <summary>Fits on all tiles of one cohort and tests on all of another.</summary>
    public static TileSplit Between(TileClasses train, TileClasses test, List<string> notes)
    {
        GroupFolds.RequireNoLeak(train.Groups, test.Groups);
        GroupFolds.RequireNoLeak(train.Slides, test.Slides);
        var split = new TileSplit(0, All(train), train.Labels, train.Groups, All(test), test.LabelsAmong(train.Names), test.Groups);
        return ContentLeak.Remove(split, train.Content, test.Content, notes);
    }

    public static T[] Pick<T>(T[] values, int[] rows) => Array.ConvertAll(rows, row => values[row]);

    private static int[] All(TileClasses tiles) => [.. Enumerable.Range(0, tiles.Rows.Length)];
}
