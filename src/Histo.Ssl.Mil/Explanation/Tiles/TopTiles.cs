using Histo.Ssl.Mil.Bags;
using Histo.Ssl.Slides;

namespace Histo.Ssl.Mil.Explanation;

/// <summary>The tiles that a model looked at most and least: what a pathologist asks for first.</summary>
public sealed class TopTiles
{
    private readonly TopTilesOptions _options;

    private TopTiles(IReadOnlyList<RankedTile> highest, IReadOnlyList<RankedTile> lowest, TopTilesOptions options) => (Highest, Lowest, _options) = (highest, lowest, options);

    /// <summary>Gets the tiles with the highest scores, highest first.</summary>
    public IReadOnlyList<RankedTile> Highest { get; }

    /// <summary>Gets the tiles with the lowest scores, lowest first; none of them is among the highest.</summary>
    public IReadOnlyList<RankedTile> Lowest { get; }

    /// <summary>Ranks the tiles of a slide and reads those at both ends.</summary>
    /// <param name="scores">One score a tile.</param>
    /// <param name="positions">Where the tiles lie, in level-0 pixels.</param>
    /// <param name="slide">The open slide; not disposed here.</param>
    /// <param name="options">How many, how large; null for the defaults.</param>
    /// <param name="cancellation">Stops between two tiles.</param>
    /// <exception cref="HistoException">HS2060: there is not one score a tile. HS2064: a tile lies outside the slide. HS1809: a score is not a number. HS0001: a setting is out of range.</exception>
    /// <remarks>
    /// Equal scores keep the order of the tiles. With fewer tiles than asked for, the highest are served first. A tile that reaches over the slide's edge is shown moved inside.
    /// </remarks>
    public static TopTiles Read(ReadOnlySpan<double> scores, TilePositions positions, ISlide slide, TopTilesOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(slide);
        options = (options ?? new TopTilesOptions()).Checked();
        TileScores.Require(scores, positions);
        TileScores.RequireOnSlide(positions, slide.Levels[0].Width, slide.Levels[0].Height);
        (int[] highest, int[] lowest) = Select(scores, options.Count);
        var reader = new TilePictures(slide, positions.TileSize, options.Side);
        return new TopTiles(Pictures(highest, scores, positions, reader, cancellation), Pictures(lowest, scores, positions, reader, cancellation), options);
    }

    /// <summary>Returns the numbers of the tiles with the highest and the lowest scores.</summary>
    /// <param name="scores">One score a tile.</param>
    /// <param name="count">Tiles at each end, 1 or more.</param>
    /// <returns>Highest first, and lowest first; no tile in both.</returns>
    /// <exception cref="HistoException">HS1809: a score is not a number. HS0001: the count is below 1.</exception>
    public static (int[] Highest, int[] Lowest) Select(ReadOnlySpan<double> scores, int count)
    {
        TileScores.RequireNumbers(scores);
        if (count < 1)
        {
            throw new HistoException(ErrorCodes.InvalidOption, "a sheet shows a tile at least", nameof(count), count, "1 or more");
        }

        double[] keys = scores.ToArray();
        int[] descending = [.. Enumerable.Range(0, keys.Length).OrderByDescending(tile => keys[tile]).ThenBy(tile => tile)];
        int[] ascending = [.. Enumerable.Range(0, keys.Length).OrderBy(tile => keys[tile]).ThenBy(tile => tile)];
        int top = Math.Min(count, keys.Length);
        var shown = descending.Take(top).ToHashSet();
        return ([.. descending.Take(top)], [.. ascending.Where(tile => !shown.Contains(tile)).Take(count)]);
    }

    /// <summary>Draws the tiles with their scores, the highest above the lowest.</summary>
    /// <returns>The bytes of a PNG file.</returns>
    public byte[] ToPng() => ContactSheet.Draw([("HIGHEST", Highest), ("LOWEST", Lowest)], _options.Side);

    private static RankedTile[] Pictures(int[] tiles, ReadOnlySpan<double> scores, TilePositions positions, TilePictures reader, CancellationToken cancellation)
    {
        var ranked = new RankedTile[tiles.Length];
        for (int i = 0; i < tiles.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            ranked[i] = new RankedTile(tiles[i], scores[tiles[i]], reader.Read(positions.X[tiles[i]], positions.Y[tiles[i]]));
        }

        return ranked;
    }
}
