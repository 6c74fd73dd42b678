using System.Globalization;
using Histo.Ssl.Mil.Bags;

namespace Histo.Ssl.Mil.Explanation;

/// <summary>Checks of numbers that belong to tiles.</summary>
internal static class TileScores
{
    /// <exception cref="HistoException">HS1809: one is not a number.</exception>
    public static void RequireNumbers(ReadOnlySpan<double> scores)
    {
        for (int i = 0; i < scores.Length; i++)
        {
            if (double.IsNaN(scores[i]))
            {
                throw new HistoException(
                    ErrorCodes.ScoreNotFinite, "a score of a tile is not a number", seen: string.Create(CultureInfo.InvariantCulture, $"NaN at {i}"), wanted: "numbers", action: "Check the features and the model for values that are not finite.");
            }
        }
    }

    /// <exception cref="HistoException">HS2060: there is not one score a tile. HS1809: one is not a number.</exception>
    public static void Require(ReadOnlySpan<double> scores, TilePositions positions)
    {
        ArgumentNullException.ThrowIfNull(positions);
        if (scores.Length != positions.Count || positions.Count == 0)
        {
            throw new HistoException(ErrorCodes.ScoresMismatch, "there is not one score a tile", seen: $"{scores.Length} scores", wanted: $"{positions.Count} tiles, 1 or more");
        }

        RequireNumbers(scores);
    }

    /// <summary>Checks that every tile begins on the slide; tiles that reach over its right or lower edge are common.</summary>
    /// <exception cref="HistoException">HS2064: one does not.</exception>
    public static void RequireOnSlide(TilePositions positions, double width, double height)
    {
        for (int i = 0; i < positions.Count; i++)
        {
            double x = positions.X[i], y = positions.Y[i];
            if (!(x > -positions.TileSize && y > -positions.TileSize && x < width && y < height))
            {
                throw new HistoException(
                    ErrorCodes.TilesOffSlide,
                    "tiles lie outside the slide",
                    string.Create(CultureInfo.InvariantCulture, $"tile {i}"),
                    string.Create(CultureInfo.InvariantCulture, $"({x}, {y})"),
                    string.Create(CultureInfo.InvariantCulture, $"within {width} x {height} level-0 pixels"),
                    "Use the slide that the features were made from, and positions in its level-0 pixels.");
            }
        }
    }
}
