using Histo.Ssl.Tiling;

namespace Histo.Ssl.Evaluation;

/// <summary>How often a neighbour has another label than its anchor: what contextual pairs assume not to happen.</summary>
/// <remarks>
/// mismatch(d) = pairs of one slide at Chebyshev distance d whose labels differ / pairs of one slide at distance d, unordered, over labelled tiles. Intervals resample slides with their pairs.
/// Source: the mismatch curve of the contextual-pairs paper (figure 2); the details of its counting are reconstructed.
/// </remarks>
public static class LabelPurity
{
    /// <summary>Measures the curve.</summary>
    /// <param name="tiles">The tiles.</param>
    /// <param name="labels">One label a tile, <see cref="TileLabels.Unknown"/> where nobody knows (see <see cref="TileLabels.Of"/>). Not changed.</param>
    /// <param name="options">Settings; null for the defaults.</param>
    /// <param name="cancellation">Stops the counting.</param>
    /// <returns>The curve with a recommendation. The number of threads never changes it.</returns>
    /// <exception cref="HistoException">HS0001: an option is out of range. HS0002: there is not one label a tile.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static PurityCurve Measure(TileSet tiles, int[] labels, PurityOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(tiles);
        ArgumentNullException.ThrowIfNull(labels);
        options ??= new PurityOptions();
        options.Validate();
        if (labels.Length != tiles.Count)
        {
            throw new HistoException(ErrorCodes.WrongShape, "there is not one label a tile", nameof(labels), labels.Length, tiles.Count);
        }

        return PurityEstimate.Of(new PairCounter<LabelDifference>(tiles, new LabelDifference(labels), options.MaxDistance).Count(cancellation), PurityMeasure.Labels, options);
    }
}
