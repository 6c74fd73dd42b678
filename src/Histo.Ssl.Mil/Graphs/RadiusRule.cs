using Histo.Ssl.Mil.Bags;

namespace Histo.Ssl.Mil.Graphs;

/// <summary>Instances within 1.42 Window steps of each other; bags without positions: the nearest in feature space.</summary>
/// <remarks>
/// On a lattice without overlap a window of 1 gives the 8 cells around, 2 the 24 of the 5 x 5 block. The published code measures in units of 224 level-0 pixels; here it is the bag's own step, so that the same window means
/// the same on every grid. Source: SRMIL 7bb63e8 srmil/data.py; steps instead of pixels are ours.
/// </remarks>
/// <param name="Window">Reach in steps, 1 or more.</param>
/// <param name="FeatureNeighbours">Neighbours in feature space for bags without positions, 1 or more.</param>
public sealed record RadiusRule(int Window = 2, int FeatureNeighbours = 8) : GraphRule
{
    private const double DiagonalReach = 1.42;

    /// <inheritdoc/>
    protected override NeighbourTable Build(Bag bag)
    {
        ArgumentNullException.ThrowIfNull(bag);
        if (Window < 1)
        {
            throw new HistoException(ErrorCodes.InvalidOption, "the window of a radius graph is a number of steps", nameof(Window), Window, "1 or more");
        }

        return bag.Positions is { } positions ? RadiusGraph.Build(positions, DiagonalReach * Window) : NearestGraph.ByFeatures(bag.Features, FeatureNeighbours);
    }
}
