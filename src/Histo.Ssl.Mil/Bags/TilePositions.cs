namespace Histo.Ssl.Mil.Bags;

/// <summary>Where the instances of a bag lie on their slide.</summary>
/// <remarks>Graphs measure distances in steps, so the unit of the coordinates does not matter as long as <see cref="Step"/> has the same: level-0 pixels as a rule, micrometres for stores that know nothing else.</remarks>
public sealed class TilePositions
{
    private readonly double[] _x, _y;

    /// <summary>Creates positions.</summary>
    /// <param name="x">Left edges, one an instance; kept, not copied.</param>
    /// <param name="y">Top edges, as many; kept, not copied.</param>
    /// <param name="step">Distance between neighbouring tiles, above 0.</param>
    /// <param name="tileSize">Width and height of a tile, above 0.</param>
    /// <exception cref="HistoException">HS2002: there are not as many x as y. HS0001: a length is not above 0.</exception>
    public TilePositions(double[] x, double[] y, double step, double tileSize)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        if (x.Length != y.Length)
        {
            throw new HistoException(ErrorCodes.BagMismatch, "there are not as many x as y coordinates", seen: y.Length, wanted: x.Length);
        }

        if (!(step > 0) || !double.IsFinite(step) || !(tileSize > 0) || !double.IsFinite(tileSize))
        {
            throw new HistoException(ErrorCodes.InvalidOption, "step and tile size are lengths", seen: $"step {step}, tile size {tileSize}", wanted: "above 0");
        }

        (_x, _y, Step, TileSize) = (x, y, step, tileSize);
    }

    /// <summary>Gets the number of instances.</summary>
    public int Count => _x.Length;

    /// <summary>Gets the left edges.</summary>
    public ReadOnlySpan<double> X => _x;

    /// <summary>Gets the top edges.</summary>
    public ReadOnlySpan<double> Y => _y;

    /// <summary>Gets the distance between neighbouring tiles.</summary>
    public double Step { get; }

    /// <summary>Gets the width and height of a tile.</summary>
    public double TileSize { get; }
}
