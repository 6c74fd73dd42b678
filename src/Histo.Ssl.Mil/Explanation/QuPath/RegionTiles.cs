using Histo.Ssl.Mil.Bags;
using Histo.Ssl.Tiling;

namespace Histo.Ssl.Mil.Explanation;

/// <summary>Which tiles of a store lie in which annotated region: regions drawn in QuPath, or a mask, as labels of instances.</summary>
public sealed class RegionTiles
{
    /// <summary>Share of a tile that must be marked for it to count as positive.</summary>
    public const double DefaultShare = 0.2;

    private readonly double[][] _shares;
    private readonly double[] _any;

    private RegionTiles(IReadOnlyList<string> classNames, double[][] shares, double[] any, double minShare) =>
        (ClassNames, _shares, _any, MinShare) = (classNames, shares, any, minShare);

    /// <summary>Gets the names of the annotated classes, as in <see cref="Annotation.ClassNames"/>.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>Gets the share of a tile from which on it lies in a region.</summary>
    public double MinShare { get; }

    /// <summary>Gets the number of tiles.</summary>
    public int Count => _any.Length;

    /// <summary>Measures the tiles of a slide.</summary>
    /// <param name="annotation">What is marked, in level-0 pixels.</param>
    /// <param name="positions">Where the tiles lie, in level-0 pixels.</param>
    /// <param name="minShare">Share of a tile from which on it lies in a region, above 0 to 1.</param>
    /// <exception cref="HistoException">HS0001: the share is out of range.</exception>
    /// <remarks>0.2 is the SRMIL paper's rule for instance labels ("more than 20 % of the area"; here 20 % counts too).</remarks>
    public static RegionTiles Of(Annotation annotation, TilePositions positions, double minShare = DefaultShare)
    {
        ArgumentNullException.ThrowIfNull(annotation);
        ArgumentNullException.ThrowIfNull(positions);
        if (minShare is not (> 0 and <= 1))
        {
            throw new HistoException(ErrorCodes.InvalidOption, "a share of a tile is needed", nameof(minShare), minShare, "above 0, up to 1");
        }

        double[] areas = new double[annotation.ClassNames.Count], any = new double[positions.Count];
        double[][] shares = [.. annotation.ClassNames.Select(_ => new double[positions.Count])];
        double side = positions.TileSize, whole = side * side;
        for (int tile = 0; tile < positions.Count; tile++)
        {
            any[tile] = annotation.Measure(positions.X[tile], positions.Y[tile], side, side, areas) / whole;
            for (int index = 0; index < areas.Length; index++)
            {
                shares[index][tile] = areas[index] / whole;
            }
        }

        return new RegionTiles(annotation.ClassNames, shares, any, minShare);
    }

    /// <summary>Returns the share of every tile that is marked.</summary>
    /// <param name="className">As which class; null for any.</param>
    /// <returns>One number from 0 to 1 a tile.</returns>
    /// <exception cref="HistoException">HS2063: nothing is marked as this class.</exception>
    public IReadOnlyList<double> Shares(string? className = null)
    {
        if (className is null)
        {
            return _any;
        }

        int index = ClassNames.ToList().IndexOf(className);
        return index >= 0
            ? _shares[index]
            : throw new HistoException(ErrorCodes.UnknownClass, "the annotation has no such class", seen: className, wanted: string.Join(", ", ClassNames));
    }

    /// <summary>Returns which tiles lie in a region: the instance labels of the bag.</summary>
    /// <param name="className">Regions of which class; null for any.</param>
    /// <returns>One answer a tile.</returns>
    /// <exception cref="HistoException">HS2063: nothing is marked as this class.</exception>
    public bool[] Labels(string? className = null)
    {
        // Areas are sums of rounded products: a tile that is marked exactly to the share counts.
        return [.. Shares(className).Select(share => share >= MinShare - 1e-9)];
    }

    /// <summary>Returns the class whose regions cover most of a tile.</summary>
    /// <param name="tile">Number of the tile.</param>
    /// <returns>Its name; null where no class reaches <see cref="MinShare"/>. The first name wins a tie.</returns>
    public string? ClassOf(int tile)
    {
        int best = 0;
        for (int index = 1; index < _shares.Length; index++)
        {
            best = _shares[index][tile] > _shares[best][tile] ? index : best;
        }

        return _shares[best][tile] >= MinShare - 1e-9 ? ClassNames[best] : null;
    }
}
