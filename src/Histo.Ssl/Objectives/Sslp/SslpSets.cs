using static TorchSharp.torch;

namespace Histo.Ssl.Objectives;

/// <summary>Which bank rows the loss of SSLP compares each anchor with: tables (B, any) of tiles in int64, -1 where a row has fewer.</summary>
/// <param name="Own">The anchors' own tiles, (B, 1).</param>
/// <param name="Intra">Neighbours on the lattice.</param>
/// <param name="Inter">Neighbours in feature space.</param>
/// <param name="SelfNegatives">Negatives of the self term.</param>
/// <param name="IntraNegatives">Negatives of the intra term.</param>
/// <param name="InterNegatives">Negatives of the inter term.</param>
public sealed record SslpSets(Tensor Own, Tensor Intra, Tensor Inter, Tensor SelfNegatives, Tensor IntraNegatives, Tensor InterNegatives) : IDisposable
{
    /// <summary>Disposes the tables.</summary>
    public void Dispose()
    {
        Own.Dispose();
        Intra.Dispose();
        Inter.Dispose();
        SelfNegatives.Dispose();
        IntraNegatives.Dispose();
        InterNegatives.Dispose();
    }
}
