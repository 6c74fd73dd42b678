using System.Text;
using Histo.Ssl.Features;
using Histo.Ssl.Storage;
using Histo.Ssl.Tiling;
using Histo.TestKit;

namespace Histo.Ssl.Tests.Features;

public class EmbeddingSetTests
{
    [Fact]
    public void SaveLoad_AnyCulture_KeepsEverything()
    {
        using var folder = new TempFolder();
        using var source = new FakeTileSource(broken: [2, 33]);
        EmbeddingSet set = new ColourHistogram().Embed(source);
        set.Save(folder.File("a.safetensors"));
        using Culture german = Culture.German();
        set.Save(folder.File("b.safetensors"));
        File.ReadAllBytes(folder.File("b.safetensors")).Should().Equal(File.ReadAllBytes(folder.File("a.safetensors")));
        EmbeddingSet loaded = EmbeddingSet.Load(folder.File("a.safetensors"));
        loaded.Should().BeEquivalentTo(set);
        loaded.LabelledShare.Should().Contain(share => float.IsNaN(share));
        loaded.Unreadable.Should().HaveCount(2);
        loaded.Content.Should().HaveCount(68).And.OnlyHaveUniqueItems();
        var pixels = new byte[12 * 12 * 3];
        source.Read(loaded.Tiles[40], pixels);
        loaded.Content![40].Should().Be(BitConverter.ToInt64(System.Security.Cryptography.SHA256.HashData(pixels), 0));
        new EmbeddingSet(set.Origin, set.Slides, set.Tiles, set.SlideIndex, set.Columns, set.Rows, set.LabelledShare, set.Features).Save(folder.File("old.safetensors"));
        EmbeddingSet.Load(folder.File("old.safetensors")).Content.Should().BeNull("files of earlier versions have none");
    }

    [Fact]
    public void SaveLoad_Colour_IsKeptAndAsIsInOlderFiles()
    {
        using var folder = new TempFolder();
        using ITileSource source = TileColours.Apply(new FakeTileSource(), TileColour.Grey);
        new ColourHistogram().Embed(source).Save(folder.File("grey.safetensors"));
        EmbeddingSet.Load(folder.File("grey.safetensors")).Origin.Colour.Should().Be("grey");
        byte[] file = File.ReadAllBytes(folder.File("grey.safetensors"));
        string text = Encoding.Latin1.GetString(file);
        int start = text.IndexOf(@"\u0022colour\u0022", StringComparison.Ordinal), end = text.IndexOf(',', start) + 1;
        byte[] older = Encoding.Latin1.GetBytes(string.Concat(text.AsSpan(0, start), new string(' ', end - start), text.AsSpan(end)));
        File.WriteAllBytes(folder.File("older.safetensors"), older);
        EmbeddingSet.Load(folder.File("older.safetensors")).Origin.Colour.Should().Be("as-is");
    }

    [Fact]
    public void Load_AnotherFile_IsRefused()
    {
        using var folder = new TempFolder();
        new SafetensorsWriter().Add<float>("features", ElementType.F32, new float[4], 2, 2).Save(folder.File("x.safetensors"));
        Action load = () => EmbeddingSet.Load(folder.File("x.safetensors"));
        load.Should().Throw<HistoException>().Where(error => error.Code == ErrorCodes.BadEmbeddingSet);
    }

    [Theory]
    [InlineData(3, 2, 6, 0)]
    [InlineData(2, 2, 5, 0)]
    [InlineData(2, 2, 4, 1)]
    [InlineData(2, 2, 0, 0)]
    public void Constructor_PartsThatContradict_AreRefused(int slideRows, int shares, int features, int slide)
    {
        Action make = () => _ = new EmbeddingSet(Origin(), [new EmbeddingSlide("A", "A", null, 0.5)], [0, 1], [.. Enumerable.Repeat(slide, slideRows)], [0, 0], [0, 0], new float[shares], new float[features]);
        make.Should().Throw<HistoException>().Where(error => error.Code == ErrorCodes.BadEmbeddingSet);
    }

    [Fact]
    public void RequireComparable_AnotherEncoderOrResolution_IsRefused()
    {
        EmbeddingOrigin origin = Origin();
        origin.RequireComparable(origin with { TileSetHash = "other", Stride = 5, Mpp = 0.51 });
        foreach (EmbeddingOrigin other in new[] { origin with { EncoderHash = "x" }, origin with { Mpp = 0.6 }, origin with { TileSize = 9 }, origin with { InputSize = 9 }, origin with { Colour = "grey" }, origin with { Encoder = "x" } })
        {
            Action compare = () => origin.RequireComparable(other);
            compare.Should().Throw<HistoException>().Where(error => error.Code == ErrorCodes.EmbeddingSetMismatch);
        }
    }

    [Fact]
    public void ColourHistogram_KnownPixels_AreCountedByChannel()
    {
        var histogram = new float[48];
        ColourHistogram.Compute([0, 15, 16, 255, 240, 239], histogram);
        histogram[0].Should().Be(0.5f);
        histogram[15].Should().Be(0.5f);
        histogram[16].Should().Be(0.5f);
        histogram[31].Should().Be(0.5f);
        histogram[33].Should().Be(0.5f);
        histogram[46].Should().Be(0.5f);
        histogram.Sum().Should().Be(3);
    }

    private static EmbeddingOrigin Origin() => new() { Encoder = "e", EncoderHash = "h", InputSize = 8, TileSize = 8, Stride = 8, Mpp = 0.5 };
}
