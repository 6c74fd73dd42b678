using System.Globalization;
using Histo.Ssl.Slides;
using Histo.Ssl.Tiling;
using Histo.Ssl.Tissue;
using Histo.TestKit;

namespace Histo.Ssl.Tests.Tiling;

/// <summary>Real fields with masks: 22 images in mosaics; labels.csv holds each mask's share of tumour.</summary>
public class CamelyonRegionsTests
{
    private const double Mpp = 0.9;

    [DataFact("camelyon-regions/labels.csv")]
    public void Build_Mosaics_LabelsAgreeWithTheTable()
    {
        SlideManifest manifest = LabelTable.ToManifest(TestData.DataPath("camelyon-regions", "labels.csv"), mpp: Mpp);
        var builder = new TileSetBuilder(
            new SlideSource(SlideReaderFactory.Default()), new TilingOptions { TileSize = 32 }, new OtsuTissueDetector(new TissueOptions { Method = TissueMethod.None }));
        TileSet tiles = builder.Build(manifest.Slides).Tiles;
        float[] shares = tiles.Columns.LabelledShare!;
        tiles.Count.Should().Be(5632);
        shares.Count(share => share is <= 0.25f or >= 0.75f).Should().Be(5207);
        tiles.Columns.Label.Should().BeNull();

        Dictionary<string, double> table = Fractions();
        for (int slide = 0; slide < tiles.Slides.Count; slide++)
        {
            (int first, int count) = tiles.TilesOf(slide);
            double expected = tiles.Slides[slide].Source.Parts.Average(part => table[Path.GetFileNameWithoutExtension(part.FilePath)]);
            ((double)shares.AsSpan(first, count).ToArray().Average()).Should().BeApproximately(expected, 1e-4);
        }
    }

    [DataFact("camelyon-regions/labels.csv")]
    public void Build_FieldsFullOfTissue_AreNotCutInHalf()
    {
        SlideManifest manifest = LabelTable.ToManifest(TestData.DataPath("camelyon-regions", "labels.csv"), mpp: Mpp);
        TilingResult result = new TileSetBuilder(new SlideSource(SlideReaderFactory.Default()), new TilingOptions { TileSize = 32 }).Build(manifest.Slides);

        // A few fields have real gaps (fat, glass); the rest is tissue throughout.
        result.Tiles.Count.Should().BeInRange(5300, 5632);
        result.Outcomes.Count(outcome => outcome.TissueShare > 0.99).Should().BeGreaterThan(manifest.Slides.Count * 2 / 3);
    }

    [DataFact("camelyon-regions/labels.csv")]
    public void SlideTileSource_Mosaic_GivesThePixelsOfItsImages()
    {
        SlideManifest manifest = LabelTable.ToManifest(TestData.DataPath("camelyon-regions", "labels.csv"), mpp: Mpp);
        var slides = new SlideSource(SlideReaderFactory.Default());
        TileSet tiles = new TileSetBuilder(slides, new TilingOptions { TileSize = 64, Stride = 32 }).Build(manifest.Slides).Tiles;
        using var source = new SlideTileSource(tiles, slides);
        var tile = new byte[64 * 64 * 3];
        for (int index = 0; index < tiles.Count; index += 97)
        {
            source.Read(index, tile);
            tile.Should().Contain(value => value != 255);
        }
    }

    private static Dictionary<string, double> Fractions()
    {
        string[][] rows = [.. File.ReadLines(TestData.DataPath("camelyon-regions", "labels.csv")).Select(line => line.Split(','))];
        int id = Array.IndexOf(rows[0], "image_id"), fraction = Array.IndexOf(rows[0], "tumor_fraction");
        return rows.Skip(1).ToDictionary(row => row[id], row => double.Parse(row[fraction], CultureInfo.InvariantCulture));
    }
}
