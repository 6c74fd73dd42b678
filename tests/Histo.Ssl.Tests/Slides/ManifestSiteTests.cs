using Histo.Ssl.Slides;
using Histo.Ssl.Tests.Pairs;
using Histo.Ssl.Tiling;
using Histo.TestKit;

namespace Histo.Ssl.Tests.Slides;

public class ManifestSiteTests
{
    [Fact]
    public void Site_IsReadAndWritten()
    {
        using var folder = new TempFolder();
        string path = folder.File("cohort.csv"), copy = folder.File("copy.csv");
        File.WriteAllText(path, "path,site\na.svs,north\nb.svs,\n");
        SlideManifest manifest = SlideManifest.Load(path);
        manifest.Slides.Select(slide => slide.Site).Should().Equal("north", null);
        manifest.Notices.Should().BeEmpty();
        manifest.Save(copy);
        File.ReadAllText(copy).Should().StartWith("slide_id,path,site\n");
        SlideManifest.Load(copy).Slides.Select(slide => slide.Site).Should().Equal("north", null);
    }

    [Fact]
    public void Site_OfATableOfLabels_IsTaken()
    {
        using var folder = new TempFolder();
        string path = folder.File("labels.csv");
        File.WriteAllText(path, "image,site,centre\na.png,north,7\n");
        LabelTable.ToManifest(path).Slides[0].Site.Should().Be("north");
        LabelTable.ToManifest(path, new LabelTableColumns { Site = "centre" }).Slides[0].Site.Should().Be("7");
    }

    [Fact]
    public void Site_IsKeptInTileSets_AndChangesTheirHashOnlyWhereItIsKnown()
    {
        TileSet none = SyntheticTiles.Squares(2, 3);
        TileSlide[] slides = [none.Slides[0] with { Source = none.Slides[0].Source with { Site = "north" } }, none.Slides[1]];
        (int, int)[] cells = [.. Enumerable.Range(0, 9).Select(cell => (cell % 3, cell / 3))];
        var some = new TileSet(slides, [cells, cells]);
        some.Hash.Should().NotBe(none.Hash);
        using var folder = new TempFolder();
        TileSetFile.Save(folder.File("tiles.safetensors"), some);
        TileSet loaded = TileSetFile.Load(folder.File("tiles.safetensors"));
        loaded.Slides.Select(slide => slide.Source.Site).Should().Equal("north", null);
        loaded.Hash.Should().Be(some.Hash);
    }
}
