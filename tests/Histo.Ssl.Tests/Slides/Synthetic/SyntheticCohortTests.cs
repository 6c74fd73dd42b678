using Histo.Ssl.Slides;
using Histo.Ssl.Slides.Synthetic;
using Histo.Ssl.Slides.Images;
using Histo.TestKit;

namespace Histo.Ssl.Tests.Slides.Synthetic;

public sealed class SyntheticCohortTests : IDisposable
{
    private static readonly SyntheticCohortOptions Cohort = new()
    {
        SlideCount = 5, SlidesPerPatient = 2, PositiveShare = 0.5, Slide = new SyntheticSlideOptions { Width = 512, Height = 384, RegionSize = 128 },
    };

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Write_Cohort_IsTheSameWithAnyNumberOfThreads()
    {
        SyntheticCohort.Write(_folder.File("one"), Cohort);
        SyntheticCohort.Write(_folder.File("three"), Cohort with { Threads = 3 });

        string[] files = Directory.GetFiles(_folder.File("one"), "*", SearchOption.AllDirectories);
        files.Should().HaveCount(1 + (3 * 5));
        foreach (string file in files)
        {
            byte[] other = File.ReadAllBytes(file.Replace(_folder.File("one"), _folder.File("three"), StringComparison.Ordinal));
            File.ReadAllBytes(file).AsSpan().SequenceEqual(other).Should().BeTrue("of {0}", Path.GetFileName(file));
        }
    }

    [Fact]
    public void Write_Cohort_LoadsAsAManifestWithMasksThatFit()
    {
        using Culture german = Culture.German();
        string path = SyntheticCohort.Write(_folder.File("cohort"), Cohort);

        SlideManifest manifest = SlideManifest.Load(path);

        manifest.Slides.Select(slide => slide.SlideId).Should().Equal("synthetic-0000", "synthetic-0001", "synthetic-0002", "synthetic-0003", "synthetic-0004");
        manifest.Slides.Select(slide => slide.PatientId).Should().Equal("patient-0000", "patient-0000", "patient-0001", "patient-0001", "patient-0002");
        manifest.Slides.Select(slide => slide.Label).Should().Equal("normal", "tumor", "normal", "tumor", "normal");
        for (int i = 0; i < manifest.Slides.Count; i++)
        {
            ManifestSlide entry = manifest.Slides[i];
            entry.Mpp.Should().Be(0.5);
            using ISlide slide = SlideReaderFactory.Default().Open(entry.Parts[0].FilePath), mask = new ImageReader().Open(entry.Parts[0].Annotation!);
            slide.ReaderName.Should().Be("tiff");
            (mask.Levels[0].Width, mask.Levels[0].Height).Should().Be((64, 48));
            byte[] white = new byte[64 * 48 * 3];
            mask.ReadRegion(0, 0, 0, 64, 48, white);
            SyntheticSlide made = new SyntheticSlideGenerator(Cohort.Slide with { HasTumor = SyntheticCohort.HasTumor(Cohort, i) }).Create(i);
            for (int cell = 0; cell < 64 * 48; cell++)
            {
                white[cell * 3].Should().Be(made.ClassMask[cell] == (byte)SyntheticTissue.Tumor ? (byte)255 : (byte)0);
            }
        }
    }

    [Fact]
    public void Write_Progress_CountsEverySlide()
    {
        var counts = new List<int>();
        SyntheticCohort.Write(_folder.File("cohort"), Cohort with { SlideCount = 2 }, new Collect(counts));

        counts.Should().Equal(1, 2);
    }

    [Fact]
    public void Write_BadOptions_AreRefused()
    {
        foreach (SyntheticCohortOptions options in new[] { Cohort with { SlideCount = 0 }, Cohort with { PositiveShare = 2 }, Cohort with { SlidesPerPatient = 0 }, Cohort with { Threads = -1 } })
        {
            FluentActions.Invoking(() => SyntheticCohort.Write(_folder.File("x"), options)).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.InvalidOption);
        }
    }

    private sealed class Collect(List<int> counts) : IProgress<int>
    {
        public void Report(int value) => counts.Add(value);
    }
}
