using Histo.Ssl.Slides;
using Histo.Ssl.Tiling;
using Histo.TestKit;

namespace Histo.Ssl.Tests.Tiling;

public class RealSlideTests
{
    [DataFact("wsi-slides/real/CMU-1-Small-Region.svs")]
    public void Build_CmuSmallRegion_TilesAtItsOwnAndAtACoarserResolution()
    {
        var slides = new SlideSource(SlideReaderFactory.Default());
        SlideManifest manifest = SlideManifest.FromPaths([TestData.DataPath("wsi-slides", "real", "CMU-1-Small-Region.svs")]);
        TilingResult near = new TileSetBuilder(slides, new TilingOptions { Mpp = 0.5, TileSize = 224 }).Build(manifest.Slides);
        near.Tiles.Slides[0].Grid.Should().Match<TileGrid>(grid => grid.Mpp == 0.499 && grid.Resampling == 1 && grid.Columns == 9 && grid.Rows == 13);
        near.Outcomes[0].TissueShare.Should().BeInRange(0.3, 0.36);
        near.Tiles.Count.Should().BeInRange(40, 45);

        TilingResult far = new TileSetBuilder(slides, new TilingOptions { Mpp = 1, TileSize = 224 }).Build(manifest.Slides);
        far.Tiles.Slides[0].Grid.Resampling.Should().BeApproximately(1 / 0.499, 1e-12);
        using var source = new SlideTileSource(far.Tiles, slides);
        source.Read(0, new byte[224 * 224 * 3]);
    }
}
