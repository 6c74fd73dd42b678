using System.Text;
using Histo.Ssl.Slides;
using Histo.Ssl.Tiling;
using Histo.TestKit;

namespace Histo.Ssl.Tests.Tiling;

public class TileSetFileTests
{
    [Theory]
    [InlineData("en-US")]
    [InlineData("de-DE")]
    public void SaveAndLoad_AllContent_ComesBack(string culture)
    {
        using var scope = new Culture(culture);
        using var folder = new TempFolder();
        TileSet tiles = Sample(folder);
        TileSetFile.Save(folder.File("out", "tiles.safetensors"), tiles);
        TileSet loaded = TileSetFile.Load(folder.File("out", "tiles.safetensors"));
        loaded.Hash.Should().Be(tiles.Hash);
        loaded.Recipe.Should().Be(tiles.Recipe);
        loaded.Slides.Should().BeEquivalentTo(tiles.Slides);
        loaded.Columns.Should().BeEquivalentTo(tiles.Columns);
        Enumerable.Range(0, tiles.Count).Select(tile => loaded[tile]).Should().Equal(Enumerable.Range(0, tiles.Count).Select(tile => tiles[tile]));
        File.ReadAllText(folder.File("out", "tiles.safetensors"), Encoding.Latin1).Should().Contain("../slides/a.svs").And.NotContain(folder.FullPath);
    }

    [Fact]
    public void Load_AfterTheFolderMoved_FindsTheSlidesThere()
    {
        using var folder = new TempFolder();
        using var other = new TempFolder();
        TileSetFile.Save(folder.File("tiles.safetensors"), Sample(folder));
        File.Copy(folder.File("tiles.safetensors"), other.File("tiles.safetensors"));
        TileSetFile.Load(other.File("tiles.safetensors")).Slides[0].Source.Parts[0].FilePath.Should().Be(other.File("slides", "a.svs"));
        TileSetFile.Load(other.File("tiles.safetensors"), folder.FullPath).Slides[0].Source.Parts[0].FilePath.Should().Be(folder.File("slides", "a.svs"));
    }

    [Fact]
    public void Save_Twice_GivesEqualFiles()
    {
        using var folder = new TempFolder();
        TileSetFile.Save(folder.File("1.safetensors"), Sample(folder));
        TileSetFile.Save(folder.File("2.safetensors"), Sample(folder));
        File.ReadAllBytes(folder.File("1.safetensors")).Should().Equal(File.ReadAllBytes(folder.File("2.safetensors")));
    }

    [Fact]
    public void Load_AnyByteOfTheDataChanged_IsRefused()
    {
        using var folder = new TempFolder();
        string path = folder.File("tiles.safetensors");
        TileSetFile.Save(path, Sample(folder));
        byte[] good = File.ReadAllBytes(path);
        int data = 8 + (int)BitConverter.ToUInt64(good, 0);
        for (int at = data; at < good.Length; at++)
        {
            byte[] bad = [.. good];
            bad[at] ^= 1;
            File.WriteAllBytes(path, bad);
            FluentActions.Invoking(() => TileSetFile.Load(path)).Should().Throw<HistoException>("byte {0} was changed", at).Which.Code.Should().Be(ErrorCodes.BadTileSet);
        }
    }

    [Theory]
    [InlineData("slide_id\\\":\\\"a", "slide_id\\\":\\\"x")]
    [InlineData("mpp\\\":0.5", "mpp\\\":0.6")]
    [InlineData("\"version\":\"1\"", "\"version\":\"9\"")]
    [InlineData("histo-tiles", "histo-tales")]
    [InlineData("tile_size", "tile_sise")]
    public void Load_MetadataChanged_IsRefused(string from, string to)
    {
        using var folder = new TempFolder();
        string path = folder.File("tiles.safetensors");
        TileSetFile.Save(path, Sample(folder));
        string text = File.ReadAllText(path, Encoding.Latin1);
        from = text.Contains(from, StringComparison.Ordinal) ? from : from.Replace("\\\"", "\\u0022", StringComparison.Ordinal);
        to = from.Contains("\\u0022", StringComparison.Ordinal) ? to.Replace("\\\"", "\\u0022", StringComparison.Ordinal) : to;
        text.Should().Contain(from);
        File.WriteAllText(path, text.Replace(from, to, StringComparison.Ordinal), Encoding.Latin1);
        FluentActions.Invoking(() => TileSetFile.Load(path)).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.BadTileSet);
    }

    [Fact]
    public void Load_NotATensorFile_SaysSo()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder.File("x"), "hello");
        FluentActions.Invoking(() => TileSetFile.Load(folder.File("x"))).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.BadTensorFile);
    }

    private static TileSet Sample(TempFolder folder)
    {
        TileSlide[] slides =
        [
            new(
                new ManifestSlide("a", [new ManifestPart(folder.File("slides", "a.svs"), Annotation: folder.File("slides", "a.geojson"))]) { PatientId = "p1", Label = "tumor", Mpp = 0.5 },
                "tiff",
                new TileGrid { Columns = 9, Rows = 7, TileSize = 224, Stride = 112, Mpp = 0.5, OriginX = 3, OriginY = -4, Level = 2, Scale = 1.02, Resampling = 1.0000001 })
            {
                Resolution = new SlideResolution(0.499, 0.501, ResolutionSource.TiffResolution),
                Width = 5000,
                Height = 4000,
                Fingerprints = ["ab12"],
            },
            new(
                new ManifestSlide("m", [new ManifestPart(folder.File("slides", "m1.png")), new ManifestPart(folder.File("slides", "m2.png"), 512, 0)]) { Group = "g" },
                "image",
                new TileGrid { Columns = 4, Rows = 4, TileSize = 224, Stride = 112, Mpp = 0.5 }),
        ];
        return new TileSet(
            slides,
            [[(8, 6), (0, 0), (3, 2)], [(1, 1)]],
            new TileColumns
            {
                LabelledShare = [0, 0.25f, 1, float.NaN],
                Label = [0, 1, -1, -1],
                LabelNames = ["Stroma", "Tumor"],
                TissueShare = [255, 128, 200, 255],
                PenScore = [0, 1, 2, 3],
                Sharpness = [9, 8, 7, 6],
            })
        { Recipe = "by hand" };
    }
}
