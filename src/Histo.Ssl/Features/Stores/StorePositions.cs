namespace Histo.Ssl.Features;

/// <summary>Coordinates of a store, converted to top-left corners.</summary>
/// <param name="X">Left edges.</param>
/// <param name="Y">Top edges.</param>
internal sealed record StorePositions(double[] X, double[] Y)
{
    public static readonly StorePositions None = new([], []);

    /// <summary>Splits pairs (x, y), scales them and moves them.</summary>
    public static StorePositions Of(double[] pairs, double scale = 1, double shift = 0)
    {
        double[] x = new double[pairs.Length / 2], y = new double[pairs.Length / 2];
        for (int i = 0; i < x.Length; i++)
        {
            (x[i], y[i]) = ((pairs[2 * i] * scale) + shift, (pairs[(2 * i) + 1] * scale) + shift);
        }

        return new StorePositions(x, y);
    }

    /// <summary>Fills in the step where it is not recorded, and says what does not fit.</summary>
    public FeatureStoreInfo Complete(FeatureStoreInfo info)
    {
        if (X.Length == 0)
        {
            return info;
        }

        List<string> notices = [.. info.Notices];
        double? step = info.Step;
        if (step is null && (step = StoreLattice.FindStep(X, Y)) is { } found)
        {
            notices.Add(FormattableString.Invariant($"the step is not recorded; {found} was found from the coordinates"));
        }

        if (step is { } distance && StoreLattice.Check(X, Y, distance) is { OffLattice: > 0 } lattice)
        {
            notices.Add(FormattableString.Invariant($"{lattice.OffLattice} of {X.Length} tiles do not lie on the lattice of the others"));
        }

        return info with { Step = step, TileExtent = info.TileExtent ?? step, HasPositions = true, Notices = notices };
    }
}
