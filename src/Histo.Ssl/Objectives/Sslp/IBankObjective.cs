namespace Histo.Ssl.Objectives;

/// <summary>An objective with a bank of embeddings, one a tile: the trainer shares it with samplers that draw neighbours in feature space.</summary>
public interface IBankObjective
{
    /// <summary>Gets the bank; the objective updates and clusters it, owns it, and keeps it in its run state.</summary>
    EmbeddingBank Bank { get; }
}
