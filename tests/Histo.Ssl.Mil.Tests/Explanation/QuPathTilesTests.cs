using System.IO.Compression;
using System.Text.Json;
using Histo.Ssl.Mil.Bags;
using Histo.Ssl.Mil.Explanation;
using Histo.Ssl.Tiling;
using Histo.TestKit;

namespace Histo.Ssl.Mil.Tests.Explanation;

public class QuPathTilesTests
{
    private static readonly TilePositions Three = new([0, 256, 512.5], [0, 128, 0], 256, 224);

    [Theory]
    [InlineData("t.geojson")]
    [InlineData("t.geojson.gz")]
    [InlineData("t.zip")]
    [InlineData("t.geojson.zip")]
    public void Write_AnyForm_HoldsADetectionATile(string name)
    {
        using var folder = new TempFolder();
        using Culture german = Culture.German();
        string path = folder.File(name);
        TileMeasurement[] measurements = [new("attention", new[] { 0.25, 0.5, 0.25 }), new("näher \"dran\"", new[] { 1, double.NaN, 3.5 })];
        QuPathTiles.Write(path, Three, measurements, tile => tile == 1 ? "Tumor" : null);
        using JsonDocument document = JsonDocument.Parse(Open(path));
        JsonElement root = document.RootElement;
        root.GetProperty("type").GetString().Should().Be("FeatureCollection");
        JsonElement[] features = [.. root.GetProperty("features").EnumerateArray()];
        features.Should().HaveCount(3);
        features.Should().OnlyContain(feature => feature.GetProperty("type").GetString() == "Feature" && feature.GetProperty("properties").GetProperty("objectType").GetString() == "detection");
        double[] ring = [.. features[2].GetProperty("geometry").GetProperty("coordinates")[0].EnumerateArray().SelectMany(point => point.EnumerateArray()).Select(number => number.GetDouble())];
        ring.Should().Equal(512.5, 0, 736.5, 0, 736.5, 224, 512.5, 224, 512.5, 0);
        JsonElement measured = features[2].GetProperty("properties").GetProperty("measurements");
        measured.GetProperty("attention").GetDouble().Should().Be(0.25);
        measured.GetProperty("näher \"dran\"").GetDouble().Should().Be(3.5);
        features[1].GetProperty("properties").GetProperty("measurements").EnumerateObject().Should().HaveCount(1, "what is not a number is left out");
        features[1].GetProperty("properties").GetProperty("classification").GetProperty("name").GetString().Should().Be("Tumor");
        features[0].GetProperty("properties").TryGetProperty("classification", out _).Should().BeFalse();
    }

    [Fact]
    public void Write_HundredThousandTiles_DoesNotGrowWithThem()
    {
        using var folder = new TempFolder();
        long small = Allocated(folder, 1000), large = Allocated(folder, 100_000);
        (large - small).Should().BeLessThan(1 << 18, "99,000 more tiles need no more memory than a buffer");
    }

    [Fact]
    public void Write_Cancelled_LeavesNothing()
    {
        using var folder = new TempFolder();
        FluentActions.Invoking(() => WriteMany(folder.File("t.geojson.gz"), 10_000, new CancellationToken(canceled: true))).Should().Throw<OperationCanceledException>();
        Directory.EnumerateFileSystemEntries(folder.FullPath).Should().BeEmpty();
    }

    [Fact]
    public void Write_WrongInput_IsRefused()
    {
        using var folder = new TempFolder();
        FluentActions.Invoking(() => QuPathTiles.Write(folder.File("a"), Three, [new("a", new[] { 1.0 })])).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.ScoresMismatch);
        FluentActions.Invoking(() => QuPathTiles.Write(folder.File("a"), Three, [new("a", new double[3]), new("a", new double[3])])).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.ScoresMismatch);
    }

    [Fact]
    public void RegionTiles_OfADrawnRegion_EqualsAreas()
    {
        using var folder = new TempFolder();
        using (var packed = new StreamWriter(new GZipStream(File.Create(folder.File("a.geojson.gz")), CompressionLevel.Fastest)))
        {
            packed.Write("""
                [{"type":"Feature","geometry":{"type":"Polygon","coordinates":[[[0,0],[20,0],[20,100],[0,100],[0,0]]]},"properties":{"objectType":"annotation","classification":{"name":"Tumor"}}},
                 {"type":"Feature","geometry":{"type":"Polygon","coordinates":[[[100,0],[119,0],[119,100],[100,100],[100,0]]]},"properties":{"objectType":"annotation","classification":{"name":"Stroma"}}},
                 {"type":"Feature","geometry":{"type":"Polygon","coordinates":[[[200,0],[300,0],[300,100],[200,100],[200,0]]]},"properties":{"objectType":"annotation","classification":{"name":"Stroma"}}}]
                """);
        }

        Annotation annotation = Annotation.Load(folder.File("a.geojson.gz"), 500, 100);
        RegionTiles tiles = RegionTiles.Of(annotation, new TilePositions([0, 100, 200, 300], [0, 0, 0, 0], 100, 100));
        tiles.ClassNames.Should().Equal("Stroma", "Tumor");
        tiles.Labels().Should().Equal(true, false, true, false);
        tiles.Labels("Tumor").Should().Equal(true, false, false, false);
        tiles.Shares("Stroma")[1].Should().BeApproximately(0.19, 1e-9);
        Enumerable.Range(0, 4).Select(tiles.ClassOf).Should().Equal("Tumor", null, "Stroma", null);
        FluentActions.Invoking(() => tiles.Labels("Necrosis")).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.UnknownClass);
        FluentActions.Invoking(() => RegionTiles.Of(annotation, Three, 0)).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.InvalidOption);
    }

    private static Stream Open(string path) => Path.GetExtension(path) switch
    {
        ".gz" => new GZipStream(File.OpenRead(path), CompressionMode.Decompress),
        ".zip" => ZipFile.OpenRead(path).Entries.Single(entry => entry.Name == "t.geojson").Open(),
        _ => File.OpenRead(path),
    };

    private static long Allocated(TempFolder folder, int tiles)
    {
        (TilePositions positions, TileMeasurement[] measurements) = Many(tiles);
        QuPathTiles.Write(folder.File("warm.geojson.gz"), positions, measurements);
        long before = GC.GetAllocatedBytesForCurrentThread();
        QuPathTiles.Write(folder.File("t.geojson.gz"), positions, measurements);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static void WriteMany(string path, int tiles, CancellationToken cancellation)
    {
        (TilePositions positions, TileMeasurement[] measurements) = Many(tiles);
        QuPathTiles.Write(path, positions, measurements, cancellation: cancellation);
    }

    private static (TilePositions Positions, TileMeasurement[] Measurements) Many(int tiles)
    {
        double[] x = [.. Enumerable.Range(0, tiles).Select(tile => 256.0 * (tile % 300))], y = [.. Enumerable.Range(0, tiles).Select(tile => 256.0 * (tile / 300))];
        return (new TilePositions(x, y, 256, 256), [new("attention", x), new("percentile", y)]);
    }
}
