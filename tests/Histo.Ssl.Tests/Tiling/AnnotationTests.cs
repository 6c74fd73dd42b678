using System.IO.Compression;
using System.Text;
using CsCheck;
using Histo.Ssl.Slides;
using Histo.Ssl.Tiling;
using Histo.TestKit;
using SkiaSharp;

namespace Histo.Ssl.Tests.Tiling;

public class AnnotationTests
{
    [Theory]
    [InlineData(60, 40)]
    [InlineData(30, 20)]
    [InlineData(120, 80)]
    [InlineData(45, 30)]
    public void Mask_AnySize_EqualsBruteForceOnAFineGrid(int maskWidth, int maskHeight)
    {
        using var folder = new TempFolder();
        string path = folder.File("mask.png");
        bool[] marked = [.. Enumerable.Range(0, maskWidth * maskHeight).Select(at => (((at % maskWidth) * 7919) ^ ((at / maskWidth) * 104729)) % 3 == 0)];
        WriteMask(path, maskWidth, maskHeight, at => marked[at] ? 255 : 0);
        Annotation annotation = Annotation.Load(path, 60, 40);
        var areas = new double[1];
        foreach ((double left, double top, double size) in new[] { (0.0, 0.0, 8.0), (8.0, 16.0, 8.0), (3.25, 5.5, 10.75), (52.0, 32.0, 8.0) })
        {
            double expected = 0;
            for (int row = 0; row < maskHeight; row++)
            {
                for (int column = 0; column < maskWidth; column++)
                {
                    double w = 60.0 / maskWidth, h = 40.0 / maskHeight;
                    expected += marked[(row * maskWidth) + column] ? Overlap(column * w, w, left, size) * Overlap(row * h, h, top, size) : 0;
                }
            }

            annotation.Measure(left, top, size, size, areas).Should().BeApproximately(expected, 1e-9);
            areas[0].Should().BeApproximately(expected, 1e-9);
        }
    }

    [Fact]
    public void Mask_SeveralValues_AreClasses_AndSoftEdgesAreNot()
    {
        using var folder = new TempFolder();
        WriteMask(folder.File("classes.png"), 8, 8, at => at % 8 < 4 ? 0 : at / 8 < 4 ? 1 : 2);
        Annotation.Load(folder.File("classes.png"), 80, 80).ClassNames.Should().Equal("1", "2");
        WriteMask(folder.File("soft.png"), 8, 8, at => at * 4);
        Annotation soft = Annotation.Load(folder.File("soft.png"), 8, 8);
        soft.ClassNames.Should().Equal(Annotation.Unnamed);
        soft.Measure(0, 0, 8, 8, new double[1]).Should().Be(32);
        WriteMask(folder.File("one.png"), 8, 8, at => at == 0 ? 1 : 0);
        Annotation.Load(folder.File("one.png"), 8, 8).Measure(0, 0, 8, 8, new double[1]).Should().Be(1, "any value that is not zero is marked");
    }

    [Fact]
    public void GeoJson_PolygonWithHole_EqualsBruteForce()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder.File("a.geojson"), """
            {"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"Polygon","coordinates":[
            [[10,10],[90,20],[70,85],[50,50],[15,80],[10,10]],[[30,25],[50,25],[50,40],[30,40],[30,25]]]},"properties":{"classification":{"name":"Tumor","color":[200,0,0]}}}]}
            """);
        Annotation annotation = Annotation.Load(folder.File("a.geojson"), 100, 100);
        annotation.ClassNames.Should().Equal("Tumor");
        (double X, double Y)[] outer = [(10, 10), (90, 20), (70, 85), (50, 50), (15, 80)], hole = [(30, 25), (50, 25), (50, 40), (30, 40)];
        const int fine = 400;
        Gen.Select(Gen.Double[-5, 80], Gen.Double[-5, 80], Gen.Double[4, 40]).Sample((left, top, size) =>
        {
            int inside = 0;
            for (int at = 0; at < fine * fine; at++)
            {
                double x = left + (((at % fine) + 0.5) * size / fine), y = top + (((at / fine) + 0.5) * size / fine);
                inside += Inside(outer, x, y) && !Inside(hole, x, y) ? 1 : 0;
            }

            annotation.Measure(left, top, size, size, new double[1]).Should().BeApproximately(inside * size * size / (fine * fine), size * size * 0.01);
        }, iter: 30);
        annotation.Measure(-10, -10, 200, 200, new double[1]).Should().BeApproximately(Shoelace(outer) - Shoelace(hole), 1e-9);
    }

    [Fact]
    public void GeoJson_OverlapsAndBowTies_CountOnce()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder.File("a.json"), """
            [{"type":"Feature","geometry":{"type":"Polygon","coordinates":[[[0,0],[20,0],[20,20],[0,20],[0,0]]]},"properties":{"classification":{"name":"A"}}},
             {"type":"Feature","geometry":{"type":"MultiPolygon","coordinates":[[[[10,0],[30,0],[30,20],[10,20],[10,0]]],[[[40,0],[50,0],[50,10],[40,10],[40,0]]]]},"properties":{"classification":{"name":"A"}}},
             {"type":"Feature","geometry":{"type":"Polygon","coordinates":[[[10,0],[20,0],[20,20],[10,20],[10,0]]]},"properties":{"classification":{"name":"B"}}},
             {"type":"Feature","geometry":{"type":"Point","coordinates":[3,3]},"properties":{}},
             {"type":"Feature","geometry":{"type":"Polygon","coordinates":[[[60,0],[80,20],[80,0],[60,20],[60,0]]]},"properties":null}]
            """);
        Annotation annotation = Annotation.Load(folder.File("a.json"), 100, 100);
        annotation.ClassNames.Should().Equal("A", "B", Annotation.Unnamed);
        var areas = new double[3];
        annotation.Measure(0, 0, 100, 100, areas).Should().BeApproximately(600 + 100 + 200, 1e-6);
        areas[0].Should().BeApproximately(700, 1e-6);
        areas[1].Should().BeApproximately(200, 1e-6);
        areas[2].Should().BeApproximately(200, 1e-6);
    }

    [Theory]
    [InlineData("{\"type\":\"FeatureCollection\",\"features\":[", "]}")]
    [InlineData("[", "]")]
    [InlineData("\uFEFF [", "]")]
    public void GeoJson_OfQuPath_AnyForm_PlainOrGzipped_KeepsWhatWasDrawn(string before, string after)
    {
        using var folder = new TempFolder();
        string text = before + """
            {"type":"Feature","id":"6c5f8f4e-0000-4000-8000-000000000001","geometry":{"type":"Polygon","coordinates":[[[0,0],[20,0],[20,20],[0,20],[0,0]]]},"properties":{"objectType":"annotation","classification":{"name":"Tumor","color":[200,0,0]},"isLocked":true}},
            {"type":"Feature","geometry":{"type":"Polygon","coordinates":[[[50,50],[60,50],[60,60],[50,60],[50,50]]]},"properties":{"objectType":"annotation"}},
            {"type":"Feature","geometry":{"type":"Polygon","coordinates":[[[0,0],[90,0],[90,90],[0,90],[0,0]]]},"properties":{"objectType":"detection","classification":{"name":"Tile"},"measurements":{"attention":0.5}}}
            """ + after;
        File.WriteAllText(folder.File("plain.geojson"), text);
        using (var packed = new GZipStream(File.Create(folder.File("packed.geojson.gz")), CompressionLevel.Fastest))
        {
            packed.Write(Encoding.UTF8.GetBytes(text));
        }

        foreach (string name in new[] { "plain.geojson", "packed.geojson.gz" })
        {
            Annotation annotation = Annotation.Load(folder.File(name), 100, 100);
            annotation.ClassNames.Should().Equal("Tumor", Annotation.Unnamed);
            var areas = new double[2];
            annotation.Measure(0, 0, 100, 100, areas).Should().BeApproximately(500, 1e-9);
            areas.Should().Equal(400, 100);
        }
    }

    [Fact]
    public void Load_TruncatedGzip_IsOneCode()
    {
        using var folder = new TempFolder();
        File.WriteAllBytes(folder.File("bad.geojson.gz"), [0x1F, 0x8B, 1, 2, 3]);
        FluentActions.Invoking(() => Annotation.Load(folder.File("bad.geojson.gz"), 10, 10)).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.BadAnnotation);
    }

    [Theory]
    [InlineData("{\"type\":\"Feature\",")]
    [InlineData("{\"type\":\"FeatureCollection\"}")]
    [InlineData("[1,2]")]
    [InlineData("not an image")]
    [InlineData("")]
    public void Load_BadFile_IsOneCode(string text)
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder.File("bad"), text);
        FluentActions.Invoking(() => Annotation.Load(folder.File("bad"), 10, 10)).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.BadAnnotation);
        FluentActions.Invoking(() => Annotation.Load(folder.File("absent"), 10, 10)).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.BadAnnotation);
    }

    [Fact]
    public void Load_MaskOfOtherProportions_IsRefused()
    {
        using var folder = new TempFolder();
        WriteMask(folder.File("mask.png"), 30, 40, _ => 0);
        FluentActions.Invoking(() => Annotation.Load(folder.File("mask.png"), 60, 40)).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.BadAnnotation);
        _ = Annotation.Load(folder.File("mask.png"), 299, 401);
    }

    [Fact]
    public void Build_MosaicWithMasks_LabelsAcrossTheJoin()
    {
        using var folder = new TempFolder();
        WriteMask(folder.File("left.png"), 48, 48, _ => 0);
        WriteMask(folder.File("right.png"), 96, 96, _ => 255);
        MemorySlide Part() => new(Pictures.Tissue(96, 96), 1.0);
        MemorySlideSource source = new MemorySlideSource().Add(
            "m",
            () => new MosaicSlide("m", [new(Part(), 0, 0), new(Part(), 96, 0), new(Part(), 192, 0)]),
            new ManifestPart("/nowhere/1", 0, 0, folder.File("left.png")),
            new ManifestPart("/nowhere/2", 96, 0, folder.File("right.png")),
            new ManifestPart("/nowhere/3", 192, 0));
        TileSet tiles = new TileSetBuilder(source, new TilingOptions { TileSize = 64 }, TileSetBuilderTests.Everything()).Build(source.Manifest).Tiles;
        tiles.Columns.LabelledShare.Should().Equal(0, 0.5f, 1, float.NaN);
        tiles.Columns.Label.Should().BeNull();
    }

    [Fact]
    public void Build_TwoClasses_GivesLabelsByMajority()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder.File("a.json"), """
            {"type":"FeatureCollection","features":[
            {"type":"Feature","geometry":{"type":"Polygon","coordinates":[[[0,0],[64,0],[64,64],[0,64],[0,0]]]},"properties":{"classification":{"name":"Tumor"}}},
            {"type":"Feature","geometry":{"type":"Polygon","coordinates":[[[64,0],[104,0],[104,64],[64,64],[64,0]]]},"properties":{"classification":{"name":"Stroma"}}},
            {"type":"Feature","geometry":{"type":"Polygon","coordinates":[[[128,0],[138,0],[138,64],[128,64],[128,0]]]},"properties":{"classification":{"name":"Stroma"}}}]}
            """);
        MemorySlideSource source = new MemorySlideSource()
            .Add("plain", () => new MemorySlide(Pictures.Tissue(64, 64), 1.0))
            .Add("a", () => new MemorySlide(Pictures.Tissue(192, 64), 1.0), new ManifestPart("/nowhere/a", Annotation: folder.File("a.json")));
        TileColumns columns = new TileSetBuilder(source, new TilingOptions { TileSize = 64 }, TileSetBuilderTests.Everything()).Build(source.Manifest).Tiles.Columns;
        columns.LabelNames.Should().Equal("Stroma", "Tumor");
        columns.Label.Should().Equal(-1, 1, 0, -1);
        columns.LabelledShare.Should().Equal(float.NaN, 1, 40f / 64, 10f / 64);
    }

    [Fact]
    public void Build_BadAnnotation_FollowsThePolicy()
    {
        MemorySlideSource source = new MemorySlideSource()
            .Add("good", () => new MemorySlide(Pictures.Tissue(64, 64), 1.0))
            .Add("bad", () => new MemorySlide(Pictures.Tissue(64, 64), 1.0), new ManifestPart("/nowhere/b", Annotation: "/nowhere/b.geojson"));
        TilingResult Build(BadAnnotationPolicy policy) =>
            new TileSetBuilder(source, new TilingOptions { TileSize = 64, BadAnnotations = policy }, TileSetBuilderTests.Everything()).Build(source.Manifest);
        HistoException error = FluentActions.Invoking(() => Build(BadAnnotationPolicy.Stop)).Should().Throw<HistoException>().Which;
        error.Code.Should().Be(ErrorCodes.BadAnnotation);
        error.Where.Should().Contain("slide bad");
        Build(BadAnnotationPolicy.LeaveOutSlide).Outcomes.Select(outcome => (outcome.Tiles, outcome.Code)).Should().Equal((1, null), (0, ErrorCodes.BadAnnotation));
        Build(BadAnnotationPolicy.TileWithoutLabels).Outcomes.Select(outcome => (outcome.Tiles, outcome.Code)).Should().Equal((1, null), (1, ErrorCodes.BadAnnotation));
    }

    internal static void WriteMask(string path, int width, int height, Func<int, int> value)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Gray8, SKAlphaType.Opaque));
        for (int at = 0; at < width * height; at++)
        {
            byte grey = (byte)value(at);
            bitmap.SetPixel(at % width, at / width, new SKColor(grey, grey, grey));
        }

        using SKData data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        File.WriteAllBytes(path, data.ToArray());
    }

    private static double Overlap(double a, double length, double b, double size) => Math.Max(0, Math.Min(a + length, b + size) - Math.Max(a, b));

    private static bool Inside((double X, double Y)[] ring, double x, double y)
    {
        bool inside = false;
        for (int i = 0, j = ring.Length - 1; i < ring.Length; j = i++)
        {
            inside ^= ring[i].Y > y != ring[j].Y > y && x < ((ring[j].X - ring[i].X) * (y - ring[i].Y) / (ring[j].Y - ring[i].Y)) + ring[i].X;
        }

        return inside;
    }

    private static double Shoelace((double X, double Y)[] ring) =>
        Math.Abs(Enumerable.Range(0, ring.Length).Sum(i => (ring[i].X * ring[(i + 1) % ring.Length].Y) - (ring[(i + 1) % ring.Length].X * ring[i].Y)) / 2);
}
