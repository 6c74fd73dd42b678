using Histo.Ssl.Slides;
using Histo.Ssl.Slides.Tiff;
using Histo.TestKit;
using Histo.Ssl.Tests.Slides.OpenSlide;

namespace Histo.Ssl.Tests.Slides.Tiff;

/// <summary>The table of docs/tiff.md, file by file.</summary>
public class TiffCorpusTests
{
    private const string Reads = "reads", NotTiff = "HS1002: not a TIFF file";

    private static readonly Dictionary<string, string> Outcomes = new()
    {
        ["broken/empty.svs"] = "HS1003: the file is empty",
        ["broken/level1-tile-bad-soi.tiff"] = "HS1005: level 1, column 2, row 1",
        ["broken/mirax-no-datafile.mrxs"] = NotTiff,
        ["broken/not-a-tiff.svs"] = NotTiff,
        ["broken/one-tile-zeroed.svs"] = "HS1005: level 0, column 5, row 5",
        ["broken/truncated-60pct.svs"] = "HS1003: behind the end of the file",
        ["broken/unopenable.tiff"] = "HS1002: compression 52479",
        ["broken/unreadable-tile.svs"] = "HS1005: level 0, column 0, row 0",
        ["real/CMU-1-Small-Region.svs"] = Reads,
        ["real/boxes.tiff"] = Reads,
        ["real/boxes_0.dcm"] = NotTiff,
        ["real/boxes_1.dcm"] = NotTiff,
        ["real/camelyon-thumb-jpeg.dcm"] = NotTiff,
        ["real/small-16px.svs"] = Reads,
        ["synthetic/generic-bigtiff-deflate.tif"] = Reads,
        ["synthetic/generic-pyramid.tiff"] = Reads,
        ["synthetic/hamamatsu-synthetic.ndpi"] = "HS1002: hamamatsu",
        ["synthetic/leica-synthetic.scn"] = "HS1002: leica",
        ["synthetic/mirax-synthetic.mrxs"] = NotTiff,
        ["synthetic/trestle-synthetic.tif"] = "HS1002: trestle",
    };

    [DataFact("wsi-slides")]
    public void EveryFile_BehavesAsTheTableSays()
    {
        SlideLabel[] labels = SlideLabels.All().ToArray();
        labels.Select(label => label.File).Except(Outcomes.Keys).Should().BeEmpty("every file of the corpus has a line in the table");
        foreach (SlideLabel label in labels)
        {
            string[] outcome = Outcomes[label.File].Split(": ", 2);
            string? error = Error(label.FullPath);
            bool opens = outcome[0] is Reads or "HS1005";
            new TiffReader().Probe(label.FullPath).IsSupported.Should().Be(opens, "of {0}", label);
            if (outcome[0] == Reads)
            {
                error.Should().BeNull("{0} is read", label);
            }
            else
            {
                error.Should().StartWith(outcome[0]).And.Contain(outcome[1], "of {0}", label);
            }

            if (opens)
            {
                ShouldAgreeWithLabels(label);
            }
        }
    }

    [DataFact("wsi-slides")]
    public void EveryFileThatBothRead_HasTheSameLevelsAndPixelsInOpenSlide()
    {
        foreach (SlideLabel label in SlideLabels.All().Where(label => Outcomes[label.File] == Reads))
        {
            using ISlide managed = new TiffReader().Open(label.FullPath), native = InstalledOpenSlide.Reader.Open(label.FullPath);
            managed.Levels.Should().Equal(native.Levels, "of {0}", label);
            managed.Vendor.Should().Be(native.Vendor);
            managed.AssociatedImageNames.Should().BeEquivalentTo(native.AssociatedImageNames);
            managed.Resolution.Should().Be(native.Resolution, "of {0}", label);
            native.Properties.Where(pair => !pair.Key.StartsWith("openslide.quickhash", StringComparison.Ordinal) && !double.TryParse(pair.Value, out _))
                .Should().BeSubsetOf(managed.Properties, "the managed reader lists what OpenSlide 3.4.1 lists, numbers apart from their last digit");
            for (int level = 0; level < managed.Levels.Count; level++)
            {
                // OpenSlide 3.4.1 leaves levels that are smaller than a tile and not JPEG partly uninitialised.
                bool uninitialised = label.File == "real/boxes.tiff" && level > 1;
                if (!uninitialised)
                {
                    Pictures.Difference(Pictures.ReadLevel(managed, level), Pictures.ReadLevel(native, level)).Largest.Should().Be(0, "of {0}, level {1}", label, level);
                }
            }

            foreach (string name in managed.AssociatedImageNames)
            {
                managed.ReadAssociatedImage(name).Pixels.Should().Equal(native.ReadAssociatedImage(name).Pixels, "of {0}, {1}", label, name);
            }
        }
    }

    private static string? Error(string path)
    {
        try
        {
            using ISlide slide = new TiffReader().Open(path);
            for (int level = 0; level < slide.Levels.Count; level++)
            {
                Pictures.ReadLevel(slide, level);
            }

            foreach (string name in slide.AssociatedImageNames)
            {
                slide.ReadAssociatedImage(name);
            }

            return null;
        }
        catch (HistoException error)
        {
            return error.Message;
        }
    }

    private static void ShouldAgreeWithLabels(SlideLabel label)
    {
        using ISlide slide = new TiffReader().Open(label.FullPath);
        FormattableString facts = $"{slide.Vendor} {slide.Levels.Count} {slide.Levels[0].Width} {slide.Levels[0].Height}";
        FormattableString.Invariant(facts).Should().Be($"{label.Vendor} {label.Levels} {label.Width} {label.Height}", "of {0}", label);
        if (label.Mpp.Length > 0)
        {
            slide.Resolution!.Value.MppX.Should().BeApproximately(double.Parse(label.Mpp, System.Globalization.CultureInfo.InvariantCulture), 1e-9);
        }
    }
}
