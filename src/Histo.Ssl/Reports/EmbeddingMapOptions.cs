using System.ComponentModel.DataAnnotations;
using Histo.Ssl.Evaluation;

namespace Histo.Ssl.Reports;

/// <summary>How a map of embeddings is made.</summary>
public sealed record EmbeddingMapOptions
{
    /// <summary>Gets the most tiles on the map. Of more a sample is drawn, in which every slide has as many tiles as the others, or all that it has.</summary>
    /// <value>10 to 20,000; default 5,000.</value>
    [Range(10, 20_000)]
    public int MaxRows { get; init; } = 5000;

    /// <summary>Gets how the map is computed.</summary>
    /// <value>The defaults of <see cref="TsneOptions"/>. A perplexity above a third of the other tiles is lowered to that.</value>
    public TsneOptions Tsne { get; init; } = new();

    /// <summary>Gets the class of each row of the set, null for a tile without one.</summary>
    /// <value>Null (default): the annotated class, else the labelled share (negative, positive), else the label of the slide, as <see cref="ProbeTarget.Auto"/> chooses.</value>
    public IReadOnlyList<string?>? Labels { get; init; }

    /// <summary>Gets the seed of the sample.</summary>
    /// <value>0 by default.</value>
    public ulong Seed { get; init; }
}
