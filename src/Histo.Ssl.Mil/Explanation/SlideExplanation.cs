using Histo.Ssl.Mil.Bags;

namespace Histo.Ssl.Mil.Explanation;

/// <summary>What a model says of a slide, and which tiles it looked at.</summary>
public sealed record SlideExplanation
{
    /// <summary>Gets the name of the slide, patient or bag.</summary>
    public required string BagId { get; init; }

    /// <summary>Gets the probability of every class; of models with a single logit the logit itself under a sigmoid, as (1 - p, p).</summary>
    public required IReadOnlyList<double> Probabilities { get; init; }

    /// <summary>Gets the class that the scores belong to, 0-based.</summary>
    public required int ClassIndex { get; init; }

    /// <summary>Gets one score of 0 or more a tile; they sum to 1.</summary>
    public required ReadOnlyMemory<double> Scores { get; init; }

    /// <summary>Gets where the scores come from.</summary>
    public required ImportanceSource Source { get; init; }

    /// <summary>Gets the probability of the class for every tile by itself; null for models without predictions of tiles.</summary>
    public ReadOnlyMemory<double>? TileProbabilities { get; init; }

    /// <summary>Gets where the tiles lie; null when it is not known.</summary>
    public TilePositions? Positions { get; init; }

    /// <summary>Returns where the tiles lie.</summary>
    /// <exception cref="HistoException">HS2061: it is not known.</exception>
    public TilePositions RequirePositions() => Positions
        ?? throw new HistoException(ErrorCodes.NoPositions, "nobody knows where these tiles lie", BagId, "features without coordinates", "coordinates", "Use a feature store with coordinates.");

    /// <summary>Returns the explanation with its tiles in level-0 pixels, where a store gave micrometres.</summary>
    /// <param name="mpp">Microns per level-0 pixel of the slide, above 0.</param>
    /// <exception cref="HistoException">HS2061: nobody knows where the tiles lie. HS0001: the resolution is not above 0.</exception>
    public SlideExplanation FromMicrometres(double mpp)
    {
        if (!(mpp > 0))
        {
            throw new HistoException(ErrorCodes.InvalidOption, "a resolution is needed", nameof(mpp), mpp, "microns per pixel above 0");
        }

        TilePositions places = RequirePositions();
        double[] x = [.. places.X], y = [.. places.Y];
        return this with { Positions = new TilePositions(Array.ConvertAll(x, each => each / mpp), Array.ConvertAll(y, each => each / mpp), places.Step / mpp, places.TileSize / mpp) };
    }

    /// <summary>Returns the scores for <see cref="AttentionBehaviour"/>.</summary>
    /// <param name="positive">Which tiles are positive (<see cref="RegionTiles.Labels"/>); null where nobody knows.</param>
    public SlideAttention ToAttention(IReadOnlyList<bool>? positive = null) => new(BagId, Scores.ToArray(), positive);

    /// <summary>Returns the measurements of the tiles for QuPath: attention, percentile (0 to 100) and, where there is one, probability.</summary>
    public IReadOnlyList<TileMeasurement> Measurements()
    {
        List<TileMeasurement> measurements = [new("attention", Scores), new("percentile", PercentileRank.Of(Scores.Span))];
        if (TileProbabilities is { } probabilities)
        {
            measurements.Add(new TileMeasurement("probability", probabilities));
        }

        return measurements;
    }
}
