using Histo.Ssl.Slides;
using Histo.TestKit;

namespace Histo.Ssl.Tests.Slides;

public sealed class SlideManifestTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Load_AllColumnsInAnyOrder_ReadsThem()
    {
        using var german = Culture.German();
        SlideManifest manifest = Load(
            "Path , mpp,label,SLIDE_ID,patient_id,group,annotation",
            "a/b.svs,0.25,tumour,s1,p1,g1,masks/b.png",
            "",
            "\"c,d.svs\",,,,,,");

        manifest.Slides.Should().HaveCount(2);
        ManifestSlide first = manifest.Slides[0];
        first.Should().BeEquivalentTo(new ManifestSlide("s1", [new ManifestPart(_folder.File("a", "b.svs"), 0, 0, _folder.File("masks", "b.png"))])
        {
            Mpp = 0.25, PatientId = "p1", Label = "tumour", Group = "g1",
        });
        manifest.Slides[1].Should().BeEquivalentTo(new ManifestSlide("c,d", [new ManifestPart(_folder.File("c,d.svs"))]));
        manifest.Slides[1].FoldGroup.Should().Be("c,d");
        manifest.Notices.Should().BeEmpty();
    }

    [Fact]
    public void Load_AbsolutePath_StaysAbsolute()
    {
        string absolute = Path.Combine(Path.GetTempPath(), "x.svs");

        Load("path", absolute).Slides[0].Parts[0].FilePath.Should().Be(absolute);
    }

    [Fact]
    public void Load_UnknownColumns_AreNoticed() => Load("path,stain,scanner", "a.svs,HE,x").Notices.Should().ContainSingle().Which.Should().Contain("stain, scanner");

    [Fact]
    public void Load_RowsOfOneSlideWithOffsets_FormAMosaic()
    {
        SlideManifest manifest = Load("slide_id,path,offset_x,offset_y,mpp,label", "m,a.png,0,0,1,", "other,c.png,,,,", "m,b.png,512,0,,x");

        manifest.Slides.Select(slide => slide.SlideId).Should().Equal("m", "other");
        manifest.Slides[0].Parts.Should().Equal(new ManifestPart(_folder.File("a.png")), new ManifestPart(_folder.File("b.png"), 512));
        (manifest.Slides[0].Mpp, manifest.Slides[0].Label).Should().Be((1, "x"), "what one row says holds for the slide");
    }

    [Theory]
    [InlineData("slide_id", "x", "no column 'path'")]
    [InlineData("path;mpp", "a.svs;0,5", "Separate the columns by commas")]
    [InlineData("path,mpp", "a.svs,x", "line 2, column 'mpp'")]
    [InlineData("path,mpp", "a.svs,\"0,5\"", "decimal point")]
    [InlineData("path,mpp", "a.svs,0,5", "more fields than the header")]
    [InlineData("path,mpp", "a.svs,50", "0.05 to 5")]
    [InlineData("path,mpp", ",0.5", "the row has no path")]
    [InlineData("path,offset_x", "a.svs,5", "only one of the two offsets")]
    [InlineData("path,offset_x,offset_y", "a.svs,-5,0", "negative")]
    [InlineData("path,offset_x,offset_y", "a.svs,1.5,0", "not a whole number")]
    [InlineData("path", "a.svs\nb/a.svs", "line 3, column 'slide_id': used on line 2")]
    [InlineData("path,slide_id,offset_x,offset_y,mpp", "a.png,m,0,0,1\nb.png,m,9,0,2", "line 3, column 'mpp'")]
    [InlineData("path,path", "a,b", "names a column twice")]
    [InlineData("path", "", "no rows")]
    [InlineData("", "", "no header")]
    [InlineData("path,label", "a.svs,\"open", "not CSV")]
    public void Load_Mistake_IsNamedWithItsPlace(string header, string rows, string wanted)
    {
        HistoException error = this.Invoking(it => it.Load([header, .. rows.Split('\n')])).Should().Throw<HistoException>().Which;

        error.Code.Should().Be(ErrorCodes.BadManifest);
        error.Message.Should().Contain("manifest.csv");
        string message = error.Message.Replace(") the slide_id was", "") .Replace("the slide_id was used", "used");
        foreach (string part in wanted.Split(": "))
        {
            message.Should().Contain(part);
        }
    }

    [Fact]
    public void Load_MissingFile_IsNamed() =>
        FluentActions.Invoking(() => SlideManifest.Load(_folder.File("none.csv"))).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.BadManifest);

    [Fact]
    public void Load_Folder_FindsSlidesSortedByOrdinalPath()
    {
        foreach (string name in new[] { "b.SVS", "a/z.png", "B.tiff", "a/note.txt", "c.mrxs", "c/Data0000.dat", "d.dcm" })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_folder.File(name))!);
            File.WriteAllText(_folder.File(name), "x");
        }

        SlideManifest.Load(_folder.FullPath).Slides.Select(slide => slide.Parts[0].FilePath)
            .Should().Equal(_folder.File("B.tiff"), _folder.File("a", "z.png"), _folder.File("b.SVS"), _folder.File("c.mrxs"), _folder.File("d.dcm"));
    }

    [Fact]
    public void Load_FolderWithoutSlides_IsRefused() =>
        FluentActions.Invoking(() => SlideManifest.Load(_folder.FullPath)).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.BadManifest);

    [Fact]
    public void Load_FolderWithNamesakes_TellsThemApartByFolderThenExtension()
    {
        Directory.CreateDirectory(_folder.File("x"));
        foreach (string name in new[] { "a.svs", "x/a.svs", "x/b.png", "x/b.tiff", "x/c.svs" })
        {
            File.WriteAllText(_folder.File(name), "");
        }

        SlideManifest.Load(_folder.FullPath).Slides.Select(slide => slide.SlideId).Should().BeEquivalentTo("a", "x/a", "x/b.png", "x/b.tiff", "c");
    }

    [Fact]
    public void FromPaths_FilesAndFolders_AreTakenOnce()
    {
        File.WriteAllText(_folder.File("a.svs"), "");
        File.WriteAllText(_folder.File("b.svs"), "");

        SlideManifest.FromPaths([_folder.File("b.svs"), _folder.FullPath]).Slides.Select(slide => slide.SlideId).Should().Equal("b", "a");
    }

    [Fact]
    public void Save_ThenLoad_GivesTheSame()
    {
        using var german = Culture.German();
        SlideManifest written = new(
        [
            new ManifestSlide("one, \"two\"", [new ManifestPart(_folder.File("sub", "a.svs"), 0, 0, _folder.File("a.geojson"))]) { Mpp = 0.2528, PatientId = "p", Label = "l", Group = "g" },
            new ManifestSlide("m", [new ManifestPart(_folder.File("b.png")), new ManifestPart(Path.GetFullPath("/elsewhere/c.png"), 512, 1024)]),
        ]);
        string path = _folder.File("out", "manifest.csv");

        written.Save(path);

        SlideManifest.Load(path).Slides.Should().BeEquivalentTo(written.Slides, options => options.WithStrictOrdering());
        File.ReadAllText(path).Should().StartWith("slide_id,path,mpp,patient_id,label,annotation,group,offset_x,offset_y\n").And.Contain("0.2528");
    }

    [Fact]
    public void Save_PathsBelowTheManifest_AreWrittenRelative()
    {
        string path = _folder.File("manifest.csv");

        new SlideManifest([new ManifestSlide("a", [new ManifestPart(_folder.File("sub", "a.svs"))])]).Save(path);

        File.ReadAllText(path).Should().Be("slide_id,path\na,sub/a.svs\n");
    }

    private SlideManifest Load(params string[] lines)
    {
        string path = _folder.File("manifest.csv");
        File.WriteAllText(path, string.Join("\r\n", lines));
        return SlideManifest.Load(path);
    }
}
