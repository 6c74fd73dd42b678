using System.Text;
using CsCheck;
using Histo.Ssl.Slides;
using Histo.Ssl.Tissue;
using Histo.TestKit;

namespace Histo.Ssl.Tests.Tissue;

public class TissueMaskTests
{
    [Fact]
    public void Share_AnyRectangle_EqualsNaiveSum() =>
        Gen.Select(Gen.Bool.Array[7 * 5], Gen.Int[-20, 60], Gen.Int[-20, 60], Gen.Int[1, 40], Gen.Int[1, 40]).Sample((pixels, x, y, width, height) =>
        {
            var mask = new TissueMask(7, 5, 8, 56, 40, pixels);
            int inside = 0;
            for (int row = y; row < y + height; row++)
            {
                for (int column = x; column < x + width; column++)
                {
                    inside += column >= 0 && row >= 0 && mask[column / 8, row / 8] ? 1 : 0;
                }
            }

            mask.Share(new PixelRectangle(x, y, width, height)).Should().BeApproximately((double)inside / (width * height), 1e-12);
        }, iter: 500);

    [Fact]
    public void Contours_SquareWithHole_GivesBothRingsInLevel0Pixels()
    {
        TissueMask mask = Parse(
            ".....",
            ".###.",
            ".#.#.",
            ".###.");
        TissueContour contour = mask.Contours().Should().ContainSingle().Subject;
        contour.Outer.Should().BeEquivalentTo(new[] { (40.0, 10.0), (40.0, 40.0), (10.0, 40.0), (10.0, 10.0) }, options => options.WithStrictOrdering());
        contour.Holes.Should().ContainSingle().Which.Should().BeEquivalentTo([(20.0, 20.0), (30.0, 20.0), (20.0, 30.0), (30.0, 30.0)]);
    }

    [Fact]
    public void Contours_PixelsMeetingAtACorner_StayApart() => Parse("#.", ".#").Contours().Should().HaveCount(2).And.OnlyContain(contour => contour.Outer.Count == 4);

    [Fact]
    public void Contours_RandomMasks_EncloseExactlyTheTissue() =>
        Gen.Bool.Array[9 * 8].Sample(pixels =>
        {
            var mask = new TissueMask(9, 8, 10, 90, 80, pixels);
            IReadOnlyList<TissueContour> contours = mask.Contours();
            contours.Sum(contour => Area(contour.Outer)).Should().Be((100 * pixels.Count(each => each)) - contours.SelectMany(contour => contour.Holes).Sum(Area));
            contours.SelectMany(contour => contour.Holes).All(hole => Area(hole) < 0).Should().BeTrue();
        }, iter: 500);

    [Fact]
    public void GeoJson_GermanCulture_IsReadBackWithPoints()
    {
        using Culture german = Culture.German();
        using var stream = new MemoryStream();
        TissueGeoJson.Write(stream, new TissueMask(2, 1, 2.5, 5, 2, [true, false]));
        Encoding.UTF8.GetString(stream.ToArray()).Should().Contain("[2.5,0]").And.Contain("\"Tissue\"");
    }

    private static TissueMask Parse(params string[] rows) =>
        new(rows[0].Length, rows.Length, 10, rows[0].Length * 10, rows.Length * 10, [.. string.Concat(rows).Select(each => each == '#')]);

    // Shoelace; positive for clockwise on the screen.
    private static double Area(IReadOnlyList<(double X, double Y)> ring) =>
        Enumerable.Range(0, ring.Count).Sum(i => (ring[i].X * ring[(i + 1) % ring.Count].Y) - (ring[(i + 1) % ring.Count].X * ring[i].Y)) / 2;
}
