using System.Diagnostics;
using System.Text.Json.Nodes;
using Histo.Benchmarks.Inputs;
using Histo.Ssl.Tiling;

namespace Histo.Benchmarks.Scale;

/// <summary>A tile set of ten million tiles: made of its cells, hashed, saved and loaded.</summary>
internal static class TileSetScale
{
    private const int Tiles = 10_000_000;

    public static JsonObject Run()
    {
        string path = WorkFolder.File("tiles.safetensors");
        (double made, TileSet tiles) = Time(() => PairCohort.Of(Tiles).Tiles);
        (double hashed, string hash) = Time(() => tiles.Hash);
        (double saved, _) = Time(() =>
        {
            TileSetFile.Save(path, tiles);
            return 0;
        });
        (double loaded, TileSet again) = Time(() => TileSetFile.Load(path));
        return again.Hash == hash
            ? new JsonObject { ["tiles"] = tiles.Count, ["makeSeconds"] = Math.Round(made, 3), ["hashSeconds"] = Math.Round(hashed, 3), ["saveSeconds"] = Math.Round(saved, 3), ["loadSeconds"] = Math.Round(loaded, 3), ["fileBytes"] = new FileInfo(path).Length }
            : throw new InvalidOperationException("The tile set that was loaded is another one.");
    }

    private static (double Seconds, T Value) Time<T>(Func<T> run)
    {
        long start = Stopwatch.GetTimestamp();
        T value = run();
        return (Stopwatch.GetElapsedTime(start).TotalSeconds, value);
    }
}
