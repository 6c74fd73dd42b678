using Histo.Ssl.Slides;
using Histo.TestKit;

namespace Histo.Ssl.Tests.Slides;

public class LabelTableTests
{
    [DataFact("camelyon-regions/labels.csv")]
    public void ToManifest_CamelyonRegions_JoinsTheMosaics()
    {
        string labels = TestData.DataPath("camelyon-regions", "labels.csv");

        SlideManifest manifest = LabelTable.ToManifest(labels, mpp: 1);

        manifest.Slides.Sum(slide => slide.Parts.Count).Should().Be(File.ReadLines(labels).Count(line => line.Length > 0) - 1);
        manifest.Slides.Should().OnlyContain(slide => slide.Mpp == 1 && slide.Group == slide.SlideId && slide.Label == null);
        ManifestSlide largest = manifest.Slides.Single(slide => slide.SlideId == "g04");
        largest.Parts.Should().HaveCount(6).And.Contain(new ManifestPart(
            TestData.DataPath("camelyon-regions", "images", "10691.png"), 1536, 0, TestData.DataPath("camelyon-regions", "masks", "10691.png")));
        manifest.Notices.Should().ContainSingle().Which.Should().Contain("image_id, tumor_fraction, majority_label");
        var source = new SlideSource(SlideReaderFactory.Default());
        foreach (ManifestSlide slide in manifest.Slides)
        {
            using ISlide open = source.Open(slide);
            open.ContentRegions.Should().HaveCount(slide.Parts.Count);
            open.Resolution.Should().Be(new SlideResolution(1, 1, ResolutionSource.Override));
        }
    }

    [DataFact("osteosarcoma/labels.csv")]
    public void ToManifest_Osteosarcoma_HasPatientsAndLabels()
    {
        SlideManifest manifest = LabelTable.ToManifest(TestData.DataPath("osteosarcoma", "labels.csv"), new LabelTableColumns { Group = "slide" });

        manifest.Slides.Should().HaveCount(40);
        manifest.Slides[0].PatientId.Should().Be("Case-3");
        manifest.Slides[0].FoldGroup.Should().Be("Case-3-A15");
        manifest.Slides.Select(slide => slide.Label).Distinct().Should().BeEquivalentTo("non_tumor", "necrotic", "viable");
        manifest.Slides.Should().OnlyContain(slide => File.Exists(slide.Parts[0].FilePath) && slide.Mpp == null);
    }

    [DataFact("oral-oscc/labels.csv")]
    public void ToManifest_OralOscc_GroupsByTheNamedColumn()
    {
        SlideManifest manifest = LabelTable.ToManifest(TestData.DataPath("oral-oscc", "labels.csv"), new LabelTableColumns { Group = "number_block" });

        manifest.Slides.Should().HaveCount(794);
        manifest.Slides[0].FoldGroup.Should().Be("Normal-100-1");
    }

    [Fact]
    public void ToManifest_MissingColumns_AreNamed()
    {
        using var folder = new TempFolder();
        string path = folder.File("labels.csv");
        File.WriteAllText(path, "file,label,mosaic_group,mosaic_row,mosaic_col,width,height\na.png,x,g,1,,512,512\n");

        FluentActions.Invoking(() => LabelTable.ToManifest(path)).Should().Throw<HistoException>()
            .Where(error => error.Code == ErrorCodes.BadManifest && error.Seen == "image");
        FluentActions.Invoking(() => LabelTable.ToManifest(path, new LabelTableColumns { Image = "file" })).Should().Throw<HistoException>()
            .Where(error => error.Code == ErrorCodes.BadManifest && error.Message.Contains("line 2, column 'mosaic_col'"));
    }
}
