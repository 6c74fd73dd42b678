namespace Histo.Ssl.Features;

/// <summary>Tiles and their features: where each tile lies, what is known about it, and a float32 vector of it.</summary>
/// <remarks>Row i of every column belongs to the same tile. Saved as a safetensors file that numpy reads: see <see cref="Save"/>.</remarks>
public sealed class EmbeddingSet
{
    /// <summary>Creates a set from its columns, which are not copied.</summary>
    /// <param name="origin">What made the features.</param>
    /// <param name="slides">The slides that <paramref name="slideIndex"/> counts in.</param>
    /// <param name="tiles">For each row the index of its tile in the tile set.</param>
    /// <param name="slideIndex">For each row its slide.</param>
    /// <param name="columns">For each row the column of its cell.</param>
    /// <param name="rows">For each row the row of its cell.</param>
    /// <param name="labelledShare">For each row the annotated share of its area, 0 to 1; NaN where there is no annotation.</param>
    /// <param name="features">Rows x dimensions, row-major.</param>
    /// <param name="unreadable">Tiles that were left out because they cannot be read; null for none.</param>
    /// <param name="labels">For each row its annotated class, an index into <paramref name="labelNames"/>, -1 for none; null when annotations name one class or none.</param>
    /// <param name="labelNames">Names of the annotated classes; null for none.</param>
    /// <param name="content">For each row the first 64 bits of the SHA-256 of its RGB bytes, by which equal pixels are found under different names; null when it is not known.</param>
    /// <exception cref="HistoException">HS1803: the columns differ in length or name a slide or class that is not there.</exception>
    public EmbeddingSet(
        EmbeddingOrigin origin,
        IReadOnlyList<EmbeddingSlide> slides,
        int[] tiles,
        int[] slideIndex,
        int[] columns,
        int[] rows,
        float[] labelledShare,
        float[] features,
        IReadOnlyList<UnreadableTile>? unreadable = null,
        int[]? labels = null,
        IReadOnlyList<string>? labelNames = null,
        long[]? content = null)
    {
        Origin = origin;
        Slides = slides;
        Tiles = tiles;
        SlideIndex = slideIndex;
        Columns = columns;
        Rows = rows;
        LabelledShare = labelledShare;
        Features = features;
        Unreadable = unreadable ?? [];
        Labels = labels;
        LabelNames = labelNames ?? [];
        Content = content;
        Dimensions = Check();
    }

    /// <summary>Gets what made the features.</summary>
    public EmbeddingOrigin Origin { get; }

    /// <summary>Gets the slides.</summary>
    public IReadOnlyList<EmbeddingSlide> Slides { get; }

    /// <summary>Gets for each row the index of its tile in the tile set.</summary>
    public int[] Tiles { get; }

    /// <summary>Gets for each row its slide.</summary>
    public int[] SlideIndex { get; }

    /// <summary>Gets for each row the column of its cell.</summary>
    public int[] Columns { get; }

    /// <summary>Gets for each row the row of its cell.</summary>
    public int[] Rows { get; }

    /// <summary>Gets for each row the annotated share of its area, 0 to 1; NaN where there is no annotation.</summary>
    public float[] LabelledShare { get; }

    /// <summary>Gets for each row its annotated class by majority of area, an index into <see cref="LabelNames"/>, -1 for none; null when annotations name one class or none.</summary>
    public int[]? Labels { get; }

    /// <summary>Gets the names of the annotated classes; empty without <see cref="Labels"/>.</summary>
    public IReadOnlyList<string> LabelNames { get; }

    /// <summary>Gets for each row the first 64 bits (little-endian) of the SHA-256 of its RGB bytes; null in sets of earlier versions.</summary>
    /// <remarks>Probes leave test tiles out that show the very pixels of a training tile.</remarks>
    public long[]? Content { get; }

    /// <summary>Gets the features: <see cref="Count"/> x <see cref="Dimensions"/>, row-major.</summary>
    public float[] Features { get; }

    /// <summary>Gets the tiles that were left out because they cannot be read.</summary>
    public IReadOnlyList<UnreadableTile> Unreadable { get; }

    /// <summary>Gets the number of rows.</summary>
    public int Count => Tiles.Length;

    /// <summary>Gets the length of a feature vector.</summary>
    public int Dimensions { get; }

    /// <summary>Returns the features of a row.</summary>
    /// <param name="row">0 to <see cref="Count"/> - 1.</param>
    public ReadOnlySpan<float> Feature(int row) => Features.AsSpan(row * Dimensions, Dimensions);

    /// <summary>Returns the slide of a row.</summary>
    /// <param name="row">0 to <see cref="Count"/> - 1.</param>
    public EmbeddingSlide SlideOf(int row) => Slides[SlideIndex[row]];

    /// <summary>Writes the set as one safetensors file, atomically.</summary>
    /// <param name="path">The file; replaced when it exists.</param>
    /// <remarks>
    /// Tensors: <c>features</c> (N, D) F32; <c>tile</c>, <c>slide</c>, <c>column</c>, <c>row</c> and, where there are annotated classes, <c>label</c> (N) I32; <c>labelled_share</c> (N) F32; <c>content</c> (N) I64 where it is known. Metadata:
    /// <c>format</c>, and as JSON <c>origin</c>, <c>slides</c>, <c>unreadable</c>, <c>label_names</c>. Equal content gives equal bytes.
    /// </remarks>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public void Save(string path) => EmbeddingSetFile.Save(this, path);

    /// <summary>Reads a set.</summary>
    /// <param name="path">A file that <see cref="Save"/> wrote.</param>
    /// <exception cref="HistoException">HS0003: not a safetensors file. HS1803: not an embedding set.</exception>
    public static EmbeddingSet Load(string path) => EmbeddingSetFile.Load(path);

    private int Check()
    {
        (string Name, int Length)[] lengths =
        [
            (nameof(SlideIndex), SlideIndex.Length),
            (nameof(Columns), Columns.Length),
            (nameof(Rows), Rows.Length),
            (nameof(LabelledShare), LabelledShare.Length),
            (nameof(Labels), Labels?.Length ?? Count),
            (nameof(Content), Content?.Length ?? Count),
        ];
        foreach ((string name, int length) in lengths)
        {
            if (length != Count)
            {
                throw new HistoException(ErrorCodes.BadEmbeddingSet, "the columns of an embedding set differ in length", name, length, Count);
            }
        }

        if (Count == 0 || Features.Length == 0 || Features.Length % Count != 0)
        {
            throw new HistoException(ErrorCodes.BadEmbeddingSet, "the features are not a whole number of vectors", seen: Features.Length, wanted: $"a positive multiple of {Count}");
        }

        foreach (int slide in SlideIndex)
        {
            if ((uint)slide >= (uint)Slides.Count)
            {
                throw new HistoException(ErrorCodes.BadEmbeddingSet, "a row names a slide that is not there", seen: slide, wanted: $"0 to {Slides.Count - 1}");
            }
        }

        foreach (int label in Labels ?? [])
        {
            if (label < -1 || label >= LabelNames.Count)
            {
                throw new HistoException(ErrorCodes.BadEmbeddingSet, "a row names a class that is not there", seen: label, wanted: $"-1 to {LabelNames.Count - 1}");
            }
        }

        return Features.Length / Count;
    }
}
