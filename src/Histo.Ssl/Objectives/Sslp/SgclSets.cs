using static TorchSharp.torch;

namespace Histo.Ssl.Objectives;

/// <summary>Which bank rows the loss of SGCL compares each anchor with: tables (B, any) of tiles in int64, -1 where a row has fewer.</summary>
/// <param name="Own">The anchors' own tiles, (B, 1).</param>
/// <param name="Positives">Neighbours on the lattice and in feature space.</param>
/// <param name="Negatives">Negatives of the merged term.</param>
/// <param name="SelfNegatives">Negatives of the self term, (K): the same for all anchors.</param>
public sealed record SgclSets(Tensor Own, Tensor Positives, Tensor Negatives, Tensor SelfNegatives) : IDisposable
{
    /// <summary>Disposes the tables.</summary>
    public void Dispose()
    {
        Own.Dispose();
        Positives.Dispose();
        Negatives.Dispose();
        SelfNegatives.Dispose();
    }
}
