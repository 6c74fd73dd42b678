namespace Histo.Ssl.Reports;

/// <summary>A named curve.</summary>
public sealed class ChartSeries
{
    /// <summary>Creates a curve.</summary>
    /// <param name="name">What it shows, for the legend.</param>
    /// <param name="x">Positions, ascending.</param>
    /// <param name="y">Values, as many; one that is not finite leaves a gap.</param>
    /// <exception cref="HistoException">HS0002: the lengths differ.</exception>
    public ChartSeries(string name, IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        if (x.Count != y.Count)
        {
            throw new HistoException(ErrorCodes.WrongShape, "a curve does not have one value a position", name, y.Count, x.Count);
        }

        Name = name;
        X = x;
        Y = y;
    }

    /// <summary>Gets what the curve shows.</summary>
    public string Name { get; }

    /// <summary>Gets the positions.</summary>
    public IReadOnlyList<double> X { get; }

    /// <summary>Gets the values.</summary>
    public IReadOnlyList<double> Y { get; }
}
