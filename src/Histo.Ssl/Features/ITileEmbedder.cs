using Histo.Ssl.Tiling;

namespace Histo.Ssl.Features;

/// <summary>Turns tiles into vectors.</summary>
public interface ITileEmbedder
{
    /// <summary>Gets the length of a vector.</summary>
    int EmbeddingSize { get; }

    /// <summary>Embeds tiles as they are, without augmentation.</summary>
    /// <param name="source">Pixels of the tiles.</param>
    /// <param name="tiles">Which tiles, in the order wanted; null for all.</param>
    /// <param name="progress">Told after each batch; null for nobody.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    /// <returns>The vectors, in the order asked for; tiles that cannot be read are left out and listed in <see cref="EmbeddingSet.Unreadable"/>.</returns>
    /// <exception cref="HistoException">HS1201: there is no such tile. HS1801: no tile can be read. HS1802: a vector is not finite.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    EmbeddingSet Embed(ITileSource source, IReadOnlyList<int>? tiles = null, IProgress<EmbeddingProgress>? progress = null, CancellationToken cancellationToken = default);
}
