using static TorchSharp.torch;

namespace Histo.Ssl.Objectives;

/// <summary>Checks what the losses against a bank are given.</summary>
internal static class BankShapes
{
    /// <summary>Requires embeddings (B, D), a bank (N, D), positives like the embeddings and tables (B, any).</summary>
    /// <exception cref="HistoException">HS0002: a shape does not fit.</exception>
    public static void Require(string loss, Tensor embeddings, Tensor memory, Tensor? positives, params ReadOnlySpan<Tensor> tables)
    {
        ArgumentNullException.ThrowIfNull(embeddings);
        ArgumentNullException.ThrowIfNull(memory);
        bool fits = embeddings.dim() == 2 && memory.dim() == 2 && embeddings.size(0) > 0 && embeddings.size(1) == memory.size(1);
        fits &= positives is null || (fits && positives.dim() == 2 && positives.size(0) == embeddings.size(0) && positives.size(1) == embeddings.size(1));
        foreach (Tensor table in tables)
        {
            fits &= fits && table.dim() == 2 && table.size(0) == embeddings.size(0);
        }

        if (!fits)
        {
            string seen = string.Join(", ", new[] { embeddings, memory }.Concat(positives is null ? [] : [positives]).Concat(tables.ToArray()).Select(tensor => $"[{string.Join(", ", tensor.shape)}]"));
            throw new HistoException(ErrorCodes.WrongShape, "embeddings, bank and tables do not fit together", loss, seen, "[B, D], [N, D], [B, D], then tables [B, any]");
        }
    }
}
