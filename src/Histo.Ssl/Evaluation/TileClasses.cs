using Histo.Ssl.Features;

namespace Histo.Ssl.Evaluation;

/// <summary>The tiles that have a class: which they are, their classes and groups, and how many were left out.</summary>
/// <param name="Rows">For each tile its row in the columns it was selected from, ascending.</param>
/// <param name="Labels">Its class, an index into <paramref name="Names"/>.</param>
/// <param name="Groups">Its group.</param>
/// <param name="Slides">Its slide.</param>
/// <param name="Names">Names of the classes, in ordinal order.</param>
/// <param name="Between">Tiles left out because their labelled share lies between the thresholds.</param>
/// <param name="Unlabelled">Tiles left out because nothing is known about them.</param>
/// <param name="Content">Hash of each tile's pixels; null when it is not known.</param>
internal sealed record TileClasses(int[] Rows, int[] Labels, string[] Groups, string[] Slides, string[] Names, int Between, int Unlabelled, long[]? Content)
{
    /// <summary>Gets the tiles of each class by its name.</summary>
    public static Dictionary<string, int> Count(ReadOnlySpan<int> labels, IReadOnlyList<string> names) =>
        ClassLabels.Count(labels, names.Count).Select((count, c) => (names[c], count)).ToDictionary(each => each.Item1, each => each.count, StringComparer.Ordinal);

    /// <summary>Gets the tiles of each class over cohorts, by the names of the first.</summary>
    public static Dictionary<string, int> Count(TileClasses[] cohorts) => Count([.. cohorts.SelectMany(each => each.LabelsAmong(cohorts[0].Names))], cohorts[0].Names);

    /// <summary>The class of each row, null for none.</summary>
    public static string?[] NamesOf(TileLabelColumns columns, LabelledTileOptions options)
    {
        ProbeTarget target = Resolve(columns, options.Target);
        return [.. Enumerable.Range(0, columns.Count).Select(row => NameOf(columns, row, target, options))];
    }

    public static TileClasses Select(TileLabelColumns columns, LabelledTileOptions options)
    {
        ProbeTarget target = Resolve(columns, options.Target);
        string?[] named = NamesOf(columns, options);
        string[] names = [.. named.OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        List<int> rows = [], labels = [];
        int between = 0, unlabelled = 0;
        for (int row = 0; row < columns.Count; row++)
        {
            if (named[row] is { } name)
            {
                rows.Add(row);
                labels.Add(Array.BinarySearch(names, name, StringComparer.Ordinal));
            }
            else if (target != ProbeTarget.SlideLabel && columns.LabelledShare[row] > options.LowShare)
            {
                between++;
            }
            else
            {
                unlabelled++;
            }
        }

        RequireClasses(columns.Count, target, names, labels, between, unlabelled);
        EmbeddingSlide Slide(int row) => columns.Slides[columns.SlideIndex[row]];
        return new TileClasses(
            [.. rows],
            [.. labels],
            [.. rows.Select(row => Slide(row).Group)],
            [.. rows.Select(row => Slide(row).SlideId)],
            names,
            between,
            unlabelled,
            columns.Content is null ? null : [.. rows.Select(row => columns.Content[row])]);
    }

    /// <summary>The labels as indices into the names of other classes.</summary>
    /// <exception cref="HistoException">HS1806: a class is not among them.</exception>
    public int[] LabelsAmong(string[] names)
    {
        int[] index = Array.ConvertAll(Names, name => Array.IndexOf(names, name));
        int unknown = Array.FindIndex(Labels, label => index[label] < 0);
        return unknown < 0
            ? Array.ConvertAll(Labels, label => index[label])
            : throw new HistoException(
                ErrorCodes.ClassMissing,
                "a class of the test set is not in the training set",
                seen: Names[Labels[unknown]],
                wanted: string.Join(", ", names),
                action: "Add slides of that class to the first manifest, or take them out of the test manifest.");
    }

    private static ProbeTarget Resolve(TileLabelColumns columns, ProbeTarget target) => target != ProbeTarget.Auto ? target
        : columns.Labels is not null ? ProbeTarget.AnnotatedClass
        : columns.LabelledShare.Any(share => !float.IsNaN(share)) ? ProbeTarget.LabelledShare
        : ProbeTarget.SlideLabel;

    private static string? NameOf(TileLabelColumns columns, int row, ProbeTarget target, LabelledTileOptions options)
    {
        float share = columns.LabelledShare[row];
        return target switch
        {
            ProbeTarget.SlideLabel => columns.Slides[columns.SlideIndex[row]].Label,
            ProbeTarget.AnnotatedClass => share >= options.HighShare && columns.Labels?[row] is >= 0 and int label ? columns.LabelNames[label] : null,
            _ => share <= options.LowShare ? "negative" : share >= options.HighShare ? "positive" : null,
        };
    }

    private static void RequireClasses(int tiles, ProbeTarget target, string[] names, List<int> labels, int between, int unlabelled)
    {
        if (labels.Count == 0)
        {
            throw new HistoException(
                ErrorCodes.NoLabels,
                "no tile has a class",
                seen: $"{tiles} tiles: {between} between the thresholds, {unlabelled} without label",
                wanted: target == ProbeTarget.SlideLabel ? "slides with a label" : "annotated tiles",
                action: "Name annotations (annotation column) or slide labels (label column) in the manifest.");
        }

        int present = labels.Distinct().Count();
        if (present < 2)
        {
            throw new HistoException(
                ErrorCodes.ClassMissing,
                "all labelled tiles are of one class",
                seen: $"{labels.Count} tiles '{names[labels[0]]}'",
                wanted: "two classes or more",
                action: target == ProbeTarget.SlideLabel ? "Add slides with another label." : "Add slides with the other tissue, or move the label thresholds.");
        }
    }
}
