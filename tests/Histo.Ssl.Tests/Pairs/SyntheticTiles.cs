using Histo.Ssl.Slides;
using Histo.Ssl.Tiling;

namespace Histo.Ssl.Tests.Pairs;

/// <summary>Small tile sets without files.</summary>
internal static class SyntheticTiles
{
    /// <summary>One slide from a drawing: '#' is a tile, anything else is none.</summary>
    public static TileSet Drawing(params string[] rows) => Slides((rows[0].Length, rows.Length, (x, y) => rows[y][x] == '#'));

    /// <summary>Several full squares.</summary>
    public static TileSet Squares(int slides, int side) => Slides([.. Enumerable.Repeat((side, side, new Func<int, int, bool>((_, _) => true)), slides)]);

    public static TileSet Slides(params (int Columns, int Rows, Func<int, int, bool> IsTile)[] slides) => Labelled(null, slides);

    public static TileSet Labelled(string?[]? labels, params (int Columns, int Rows, Func<int, int, bool> IsTile)[] slides)
    {
        TileSlide[] described =
        [
            .. slides.Select((slide, i) => new TileSlide(
                new ManifestSlide($"slide-{i}", [new ManifestPart($"/slides/{i}.svs")]) { Label = labels?[i] },
                "fake",
                new TileGrid { Columns = slide.Columns, Rows = slide.Rows, TileSize = 4, Stride = 4, Mpp = 0.5 })),
        ];
        (int, int)[][] cells =
        [
            .. slides.Select(slide =>
                (from y in Enumerable.Range(0, slide.Rows) from x in Enumerable.Range(0, slide.Columns) where slide.IsTile(x, y) select (x, y)).ToArray()),
        ];
        return new TileSet(described, cells);
    }

    /// <summary>Independent oracle: the neighbours of a tile with their weights, by looking at every tile of the slide.</summary>
    public static Dictionary<int, double> Neighbours(TileSet tiles, int tile, Ssl.Pairs.SpatialPairOptions options, int? distance = null)
    {
        TileAddress a = tiles[tile];
        int d = distance ?? options.MaxDistance, m = options.MinDistance;
        (int first, int count) = tiles.TilesOf(a.Slide);
        var found = new Dictionary<int, double>();
        for (int other = first; other < first + count; other++)
        {
            TileAddress b = tiles[other];
            double dx = b.Column - a.Column, dy = b.Row - a.Row, block = Math.Max(Math.Abs(dx), Math.Abs(dy)), straight = Math.Sqrt((dx * dx) + (dy * dy)), steps = Math.Abs(dx) + Math.Abs(dy);
            (bool isIn, double length) = options.Neighbourhood switch
            {
                Ssl.Pairs.Neighbourhood.Chebyshev => (block >= m && block <= d, block),
                Ssl.Pairs.Neighbourhood.EuclideanStrict => (straight >= m && straight < d + 1, straight),
                Ssl.Pairs.Neighbourhood.FourConnected => (steps >= m && steps <= d, steps),
                _ => (block == d, block),
            };
            if (other != tile && isIn)
            {
                found[other] = options.Weighting switch
                {
                    Ssl.Pairs.DistanceWeighting.InverseDistance => 1 / length,
                    Ssl.Pairs.DistanceWeighting.Exponential => Math.Exp(-length / options.Scale),
                    _ => 1,
                };
            }
        }

        return found;
    }
}
