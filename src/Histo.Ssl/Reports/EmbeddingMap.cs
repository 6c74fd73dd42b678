using System.Globalization;
using CsvHelper;
using Histo.Ssl.Evaluation;
using Histo.Ssl.Features;
using Histo.Ssl.Storage;

namespace Histo.Ssl.Reports;

/// <summary>A map of embedded tiles in two dimensions by t-SNE, coloured by label and by slide.</summary>
public sealed class EmbeddingMap
{
    private const string NoLabel = "no label";
    private readonly EmbeddingSet _set;

    private EmbeddingMap(EmbeddingSet set, int[] rows, string?[] labels, double perplexity, TsneResult tsne) => (_set, Rows, Labels, Perplexity, Tsne) = (set, rows, labels, perplexity, tsne);

    /// <summary>Gets the rows of the set that are on the map, ascending.</summary>
    public IReadOnlyList<int> Rows { get; }

    /// <summary>Gets the class of each tile on the map, null for none.</summary>
    public IReadOnlyList<string?> Labels { get; }

    /// <summary>Gets the perplexity that was used.</summary>
    public double Perplexity { get; }

    /// <summary>Gets places (one row a tile on the map), divergence and method.</summary>
    public TsneResult Tsne { get; }

    /// <summary>Makes a map of embeddings scaled to length 1.</summary>
    /// <param name="set">Embedded tiles, 5 or more.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="progress">Told every 50 iterations.</param>
    /// <param name="cancellationToken">Stops the computation.</param>
    /// <exception cref="HistoException">HS0001: an option lies outside its range, or there are too few tiles. HS0002: there is not one label a row. HS1802: an embedding is not finite.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static EmbeddingMap Of(EmbeddingSet set, EmbeddingMapOptions? options = null, IProgress<TsneProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(set);
        options = OptionRules.Require(options ?? new EmbeddingMapOptions());
        IReadOnlyList<string?> labels = ShownClasses.Of(set, options.Labels);
        int[] rows = SlideSample.Draw(set, options.MaxRows, options.Seed);
        double perplexity = Math.Min(options.Tsne.Perplexity, (rows.Length - 1) / 3.0);
        var features = new FeatureMatrix(rows.Length, set.Dimensions);
        for (int i = 0; i < rows.Length; i++)
        {
            ReadOnlySpan<float> from = set.Feature(rows[i]);
            Span<double> to = features.Row(i);
            for (int d = 0; d < to.Length; d++)
            {
                to[d] = from[d];
            }
        }

        TsneResult tsne = Evaluation.Tsne.Fit(features.NormalisedRows(), options.Tsne with { Perplexity = perplexity }, progress: progress, cancellationToken: cancellationToken);
        return new EmbeddingMap(set, rows, [.. rows.Select(row => labels[row])], perplexity, tsne);
    }

    /// <summary>Makes a map and adds it to a report.</summary>
    /// <param name="section">Where to add it.</param>
    /// <param name="set">Embedded tiles, 5 or more.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="cancellationToken">Stops the computation.</param>
    /// <returns>The map.</returns>
    /// <exception cref="HistoException">HS0001: an option lies outside its range, or there are too few tiles. HS0002: there is not one label a row. HS1802: an embedding is not finite.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static EmbeddingMap Add(ReportSection section, EmbeddingSet set, EmbeddingMapOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(section);
        EmbeddingMap map = Of(set, options, null, cancellationToken);
        map.AddTo(section);
        return map;
    }

    /// <summary>Adds the map to a report: how it was made, a chart coloured by label where a tile has one, a chart coloured by slide.</summary>
    /// <param name="section">Where to add it.</param>
    public void AddTo(ReportSection section)
    {
        ArgumentNullException.ThrowIfNull(section);
        string method = Tsne.Method == TsneMethod.BarnesHut ? "t-SNE (Barnes-Hut)" : "t-SNE (exact)";
        string how = string.Create(CultureInfo.InvariantCulture, $"{method}, perplexity {Perplexity:0.#}, {Rows.Count} of {_set.Count} tiles, KL divergence {Tsne.Divergence:0.000}. Distances between clusters mean nothing");
        section.Paragraph("Every point is a tile; neighbours on the map have like embeddings. Distances between clusters mean nothing, nor do their sizes or the directions, and another start draws another map. Where slides lie apart, the encoder tells stain or scanner.");
        if (Labels.Any(label => label is not null))
        {
            section.Chart(Chart($"Tiles coloured by label: {how}", [.. Labels.Select(label => label ?? NoLabel)]));
        }

        section.Chart(Chart($"The same map coloured by slide: {how}", [.. Rows.Select(row => _set.SlideOf(row).SlideId)]));
    }

    /// <summary>Writes the map as CSV, atomically: slide, column and row of the tile's cell, x, y, label (empty for none).</summary>
    /// <param name="path">The file; replaced when it exists.</param>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public void SaveCoordinates(string path)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        using (CsvWriter csv = CsvWriter.Create(text, new CsvWriterOptions { NewLine = "\n" }, leaveOpen: true))
        {
            Write(csv, "slide", "column", "row", "x", "y", "label");
            for (int i = 0; i < Rows.Count; i++)
            {
                int row = Rows[i];
                Write(csv, _set.SlideOf(row).SlideId, Text(_set.Columns[row]), Text(_set.Rows[row]), Text(Tsne.Embedding.Row(i)[0]), Text(Tsne.Embedding.Row(i)[1]), Labels[i]);
            }
        }

        AtomicFile.WriteText(path, text.ToString());
    }

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);

    private static void Write(CsvWriter csv, params ReadOnlySpan<string?> fields)
    {
        foreach (string? field in fields)
        {
            csv.WriteField(field);
        }

        csv.EndRecord();
    }

    private ScatterChart Chart(string title, IReadOnlyList<string> categories) => new()
    {
        Title = title,
        X = [.. Enumerable.Range(0, Rows.Count).Select(i => Tsne.Embedding.Row(i)[0])],
        Y = [.. Enumerable.Range(0, Rows.Count).Select(i => Tsne.Embedding.Row(i)[1])],
        Categories = categories,
        Background = NoLabel,
    };
}
