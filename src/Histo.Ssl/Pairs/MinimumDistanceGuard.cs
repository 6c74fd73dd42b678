using System.Globalization;
using Histo.Ssl.Tiling;

namespace Histo.Ssl.Pairs;

/// <summary>Keeps the anchors of a batch apart: no two in the same slide closer than a distance.</summary>
/// <remarks>
/// Without it a contrastive loss repels, and a uniformity term pushes apart, the very neighbours that contextual pairs pull together. An optional exclusion radius tells objectives with
/// negatives which rows to leave out. Both rules are reconstructions: the paper of the contextual pairs does not mention them.
/// </remarks>
public sealed class MinimumDistanceGuard : IAnchorGuard
{
    private readonly TileSet _tiles;
    private readonly int _distance;

    /// <summary>Creates a guard.</summary>
    /// <param name="tiles">The tiles that anchors come from.</param>
    /// <param name="minimumDistance">Smallest Chebyshev distance of two anchors in strides, 1 to 65,535; 1 allows adjacent tiles.</param>
    /// <param name="exclusionRadius">Distance within which another row is no negative, 0 (no such rule) or more.</param>
    /// <exception cref="HistoException">HS0001: a value lies outside its range.</exception>
    public MinimumDistanceGuard(TileSet tiles, int minimumDistance, int exclusionRadius = 0)
    {
        ArgumentNullException.ThrowIfNull(tiles);
        if (minimumDistance is < 1 or > 0xFFFF || exclusionRadius < 0)
        {
            throw new HistoException(
                ErrorCodes.InvalidOption, "a distance lies outside its range", nameof(MinimumDistanceGuard), $"{minimumDistance}, {exclusionRadius}", "a minimum of 1 to 65535 and a radius of 0 or more");
        }

        (_tiles, _distance, ExclusionRadius) = (tiles, minimumDistance, exclusionRadius);
        Description = string.Create(CultureInfo.InvariantCulture, $"anchors >= {minimumDistance} apart")
            + (exclusionRadius > 0 ? string.Create(CultureInfo.InvariantCulture, $", no negatives within {exclusionRadius}") : string.Empty);
    }

    /// <inheritdoc/>
    public string Description { get; }

    /// <inheritdoc/>
    public int ExclusionRadius { get; }

    /// <inheritdoc/>
    public IAnchorBatch Begin(int batchSize) => new Batch(_tiles, _distance, batchSize);

    /// <summary>The anchors by squares of the minimum distance: a square holds one at most, and only nine squares can hold one that is too near.</summary>
    private sealed class Batch(TileSet tiles, int distance, int batchSize) : IAnchorBatch
    {
        private readonly Dictionary<(int Slide, int X, int Y), TileAddress> _squares = new(batchSize);

        public bool Allows(int tile)
        {
            TileAddress address = tiles[tile];
            int x = address.Column / distance, y = address.Row / distance;
            for (int dy = -1; dy <= 1; dy++)
            {
                for (int dx = -1; dx <= 1; dx++)
                {
                    if (_squares.TryGetValue((address.Slide, x + dx, y + dy), out TileAddress other) && address.DistanceTo(other) < distance)
                    {
                        return false;
                    }
                }
            }

            return true;
        }

        public void Add(int tile)
        {
            TileAddress address = tiles[tile];
            _squares[(address.Slide, address.Column / distance, address.Row / distance)] = address;
        }
    }
}
