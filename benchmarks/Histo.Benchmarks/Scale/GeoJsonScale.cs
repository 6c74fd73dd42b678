using System.Diagnostics;
using System.Text.Json.Nodes;
using Histo.Benchmarks.Inputs;
using Histo.Ssl.Mil.Bags;
using Histo.Ssl.Mil.Explanation;
using Histo.Ssl.Randomness;

namespace Histo.Benchmarks.Scale;

/// <summary>Tiles with two measurements as GeoJSON, against writing as many bytes that are ready.</summary>
internal static class GeoJsonScale
{
    private const int Tiles = 100_000, Runs = 5, Columns = 400, TileSize = 448;

    public static JsonObject Run()
    {
        var positions = new TilePositions([.. Enumerable.Range(0, Tiles).Select(i => (double)(i % Columns * TileSize))], [.. Enumerable.Range(0, Tiles).Select(i => (double)(i / Columns * TileSize))], TileSize, TileSize);
        TileMeasurement[] measurements = [new("attention", Numbers(1)), new("percentile", Numbers(2))];
        string plain = WorkFolder.File("tiles.geojson"), packed = WorkFolder.File("tiles.geojson.zip"), copy = WorkFolder.File("copy.bin");
        double ours = Fastest(() => QuPathTiles.Write(plain, positions, measurements)), zipped = Fastest(() => QuPathTiles.Write(packed, positions, measurements));
        byte[] bytes = File.ReadAllBytes(plain);
        double limit = Fastest(() => Ssl.Storage.AtomicFile.Write(copy, stream => stream.Write(bytes)));
        return new JsonObject
        {
            ["tiles"] = Tiles, ["bytes"] = bytes.LongLength, ["seconds"] = Math.Round(ours, 3), ["limitSeconds"] = Math.Round(limit, 3), ["zipSeconds"] = Math.Round(zipped, 3), ["zipBytes"] = new FileInfo(packed).Length,
        };
    }

    private static double[] Numbers(int seed) => [.. Enumerable.Range(0, Tiles).Select(i => new CounterRandom((ulong)seed, i, 0, RandomSlot.Pair).NextDouble())];

    private static double Fastest(Action run) => Enumerable.Range(0, Runs).Min(_ =>
    {
        long start = Stopwatch.GetTimestamp();
        run();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    });
}
