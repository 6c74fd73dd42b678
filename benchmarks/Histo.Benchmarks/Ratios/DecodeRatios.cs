using System.Globalization;
using System.Text.Json.Nodes;
using Histo.Benchmarks.Inputs;
using Histo.Ssl.Pairs;
using Histo.Ssl.Slides;
using Histo.Ssl.Slides.Tiff;
using Histo.Ssl.Tiling;

namespace Histo.Benchmarks.Ratios;

/// <summary>How many tiles of the file are decoded for a batch of contextual pairs, against pairs of tiles from anywhere: neighbours often lie in the same one.</summary>
internal static class DecodeRatios
{
    // Few pairs a batch and an empty cache for each: as in a cohort so large that no tile is met by chance.
    private const int Pairs = 8, MainTileSize = 64;

    public static void Measure(RatioFile file)
    {
        var raw = new JsonObject();
        foreach (int tileSize in new[] { 32, MainTileSize, 128, 224 })
        {
            var tiling = new TilingOptions { TileSize = tileSize, MinTissue = 0 };
            TileSet tiles = new TileSetBuilder(new SlideSource(new SlideReaderFactory([new TiffReader()])), tiling).Build(SlideManifest.FromPaths([BenchmarkSlides.Jpeg.FilePath]).Slides).Tiles;
            double anywhere = DecodesPerView(tiles, new RandomTilePairSampler(tiles)), near = DecodesPerView(tiles, new SpatialPairSampler(tiles, new SpatialPairOptions { MaxDistance = 1 }));
            raw[string.Create(CultureInfo.InvariantCulture, $"{tileSize} px")] = new JsonObject
            {
                ["contextual"] = RatioFile.Rounded(near), ["independent"] = RatioFile.Rounded(anywhere), ["ratio"] = RatioFile.Rounded(near / anywhere),
            };
            if (tileSize == MainTileSize)
            {
                file.Add("decodesPerPairedView", near / anywhere);
            }
        }

        file.Raw("decodesPerPairedView", raw);
        file.Note("decodesPerPairedView", $"{MainTileSize} px tiles on JPEG tiles of {BenchmarkSlides.Jpeg.TileSize} px, spatial pairs at distance 1 against any two tiles; decodes a view; batches of {Pairs} pairs with an empty cache");
    }

    private static double DecodesPerView(TileSet tiles, IPositivePairSampler sampler)
    {
        var planner = new BatchPlanner(tiles, sampler, Pairs, seed: 1);
        byte[] rgb = new byte[tiles.Slides[0].Grid.TileSize * tiles.Slides[0].Grid.TileSize * 3];
        long decodes = 0;
        int batches = BenchmarkScale.Current.TrainingPairs;
        for (int step = 0; step < batches; step++)
        {
            var reader = new TiffReader(new TiffReaderOptions());
            using var source = new SlideTileSource(tiles, new SlideSource(new SlideReaderFactory([reader])));
            foreach (int tile in planner.Plan(step, out _).Rows.ToArray().Select(row => row.Tile).Distinct().Order())
            {
                source.Read(tile, rgb);
            }

            decodes += reader.Decodes;
        }

        return (double)decodes / (batches * Pairs * 2);
    }
}
