using Histo.Ssl.Features;

namespace Histo.Ssl.Evaluation;

/// <summary>The tiles of an embedding set that have a class, and how many were left out.</summary>
public sealed class LabelledTiles
{
    private LabelledTiles(FeatureMatrix features, int[] labels, string[] groups, string[] slides, IReadOnlyList<string> classes, int between, int unlabelled)
    {
        Features = features;
        Labels = labels;
        Groups = groups;
        Slides = slides;
        Classes = classes;
        BetweenThresholds = between;
        Unlabelled = unlabelled;
    }

    /// <summary>Gets the features, one row a tile.</summary>
    public FeatureMatrix Features { get; }

    /// <summary>Gets the class of each tile, an index into <see cref="Classes"/>.</summary>
    public int[] Labels { get; }

    /// <summary>Gets the group of each tile, which a fold must not split.</summary>
    public IReadOnlyList<string> Groups { get; }

    /// <summary>Gets the slide of each tile.</summary>
    public IReadOnlyList<string> Slides { get; }

    /// <summary>Gets the names of the classes: "negative" and "positive", or the annotated classes or slide labels that occur, in ordinal order.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>Gets the tiles that were left out because their labelled share lies between the thresholds.</summary>
    public int BetweenThresholds { get; }

    /// <summary>Gets the tiles that were left out because nothing is known about them.</summary>
    public int Unlabelled { get; }

    /// <summary>Selects the tiles that have a class.</summary>
    /// <param name="set">Embedded tiles.</param>
    /// <param name="options">What the classes are.</param>
    /// <exception cref="HistoException">HS1805: no tile has a class. HS1806: all are of one class.</exception>
    public static LabelledTiles Select(EmbeddingSet set, ProbeOptions options)
    {
        ArgumentNullException.ThrowIfNull(set);
        ArgumentNullException.ThrowIfNull(options);
        ProbeTarget target = Resolve(set, options.Target);
        string?[] named = Names(set, options);
        string[] names = [.. named.OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        List<int> rows = [], labels = [];
        int between = 0, unlabelled = 0;
        for (int row = 0; row < set.Count; row++)
        {
            if (named[row] is { } name)
            {
                rows.Add(row);
                labels.Add(Array.BinarySearch(names, name, StringComparer.Ordinal));
            }
            else if (target != ProbeTarget.SlideLabel && set.LabelledShare[row] > options.LowShare)
            {
                between++;
            }
            else
            {
                unlabelled++;
            }
        }

        RequireClasses(set, target, names, labels, between, unlabelled);
        return new LabelledTiles(
            Gather(set, rows), [.. labels], [.. rows.Select(row => set.SlideOf(row).Group)], [.. rows.Select(row => set.SlideOf(row).SlideId)], names, between, unlabelled);
    }

    /// <summary>Returns the class of each tile, null for none.</summary>
    internal static string?[] Names(EmbeddingSet set, ProbeOptions options)
    {
        ProbeTarget target = Resolve(set, options.Target);
        return [.. Enumerable.Range(0, set.Count).Select(row => NameOf(set, row, target, options))];
    }

    private static ProbeTarget Resolve(EmbeddingSet set, ProbeTarget target) => target != ProbeTarget.Auto ? target
        : set.Labels is not null ? ProbeTarget.AnnotatedClass
        : set.LabelledShare.Any(share => !float.IsNaN(share)) ? ProbeTarget.LabelledShare
        : ProbeTarget.SlideLabel;

    private static string? NameOf(EmbeddingSet set, int row, ProbeTarget target, ProbeOptions options)
    {
        float share = set.LabelledShare[row];
        return target switch
        {
            ProbeTarget.SlideLabel => set.SlideOf(row).Label,
            ProbeTarget.AnnotatedClass => share >= options.HighShare && set.Labels?[row] is >= 0 and int label ? set.LabelNames[label] : null,
            _ => share <= options.LowShare ? "negative" : share >= options.HighShare ? "positive" : null,
        };
    }

    private static FeatureMatrix Gather(EmbeddingSet set, List<int> rows)
    {
        var features = new FeatureMatrix(rows.Count, set.Dimensions);
        for (int i = 0; i < rows.Count; i++)
        {
            ReadOnlySpan<float> from = set.Feature(rows[i]);
            Span<double> to = features.Row(i);
            for (int d = 0; d < to.Length; d++)
            {
                to[d] = from[d];
            }
        }

        return features;
    }

    private static void RequireClasses(EmbeddingSet set, ProbeTarget target, string[] names, List<int> labels, int between, int unlabelled)
    {
        if (labels.Count == 0)
        {
            throw new HistoException(
                ErrorCodes.NoLabels,
                "no tile has a class",
                seen: $"{set.Count} tiles: {between} between the thresholds, {unlabelled} without label",
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
