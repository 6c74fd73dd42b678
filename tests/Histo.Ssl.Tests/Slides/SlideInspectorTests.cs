using Histo.Ssl.Slides;
using Histo.TestKit;

namespace Histo.Ssl.Tests.Slides;

public class SlideInspectorTests
{
    [Fact]
    public void Inspect_Full_ReadsEveryRegionOnceAndListsTheFirstFailures()
    {
        using var slide = new MemorySlide(1000, 500, levels: 2) { Fails = region => region.Y >= 240 };
        var progress = new Recorder();

        SlideInspection found = SlideInspector.Inspect(slide, new SlideInspectionOptions { Full = true, ListedRegions = 3 }, progress);

        found.RegionsRead.Should().Be((5 * 3) + (3 * 2));
        found.RegionsUnreadable.Should().Be(10 + 3);
        found.Problems.Should().HaveCount(4).And.OnlyContain(problem => problem.Code == ErrorCodes.PixelsUnreadable);
        found.Problems[0].Message.Should().Contain("level 0 x 0 y 240, 240 x 240");
        found.Problems[3].Message.Should().Contain("10 more regions");
        progress.Last.Should().Be(new InspectionProgress("memory", 21, 21));
    }

    [Fact]
    public void Inspect_Sample_IsTheSameEachTimeAndStaysInTheContent()
    {
        PixelRectangle content = new(4000, 3000, 2000, 1000);
        List<PixelRectangle> first = Sampled(), second = Sampled();

        first.Should().HaveCount(16).And.OnlyHaveUniqueItems().And.Equal(second);
        first.Should().OnlyContain(region => region.X >= content.X && region.Y >= content.Y && region.Right <= content.Right && region.Bottom <= content.Bottom);

        List<PixelRectangle> Sampled()
        {
            List<PixelRectangle> read = [];
            using var slide = new MemorySlide(10000, 8000) { ContentRegions = [content], Fails = region => { read.Add(region); return false; } };
            SlideInspector.Inspect(slide).Problems.Should().BeEmpty();
            return read;
        }
    }

    [Fact]
    public void Inspect_SmallSlide_ReadsAllOfItWithoutRepeating()
    {
        using var slide = new MemorySlide(300, 100);

        SlideInspector.Inspect(slide).RegionsRead.Should().Be(2);
    }

    [Fact]
    public void Inspect_MissingOrAbsurdMpp_IsAProblemWithAWayOut()
    {
        using var unknown = new MemorySlide(10, 10) { Resolution = null };
        using var absurd = new MemorySlide(10, 10) { Resolution = new SlideResolution(352.8, 352.8, ResolutionSource.TiffResolution) };
        using var german = Culture.German();

        SlideProblem missing = SlideInspector.Inspect(unknown).Problems.Should().ContainSingle().Subject;
        SlideProblem wrong = SlideInspector.Inspect(absurd).Problems.Should().ContainSingle().Subject;

        missing.Code.Should().Be(ErrorCodes.ResolutionUnknown);
        missing.Message.Should().Contain("--mpp");
        wrong.Message.Should().Contain("352.8").And.Contain("0.05 to 5");
    }

    [Fact]
    public void Inspect_Cancelled_Stops()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        using var slide = new MemorySlide(10, 10);

        FluentActions.Invoking(() => SlideInspector.Inspect(slide, cancellationToken: cancelled.Token)).Should().Throw<OperationCanceledException>();
    }

    [Fact]
    public void Inspect_FileThatDoesNotOpen_IsAProblemNotAnException()
    {
        SlideInspection found = new SlideInspector(SlideReaderFactory.Default()).Inspect("/nowhere/none.svs");

        (found.Opens, found.Reader, found.Width, found.Resolution).Should().Be((false, null, null, null));
        found.Problems.Should().ContainSingle().Which.Code.Should().Be(ErrorCodes.SlideNotFound);
        FluentActions.Invoking(() => new SlideInspector(SlideReaderFactory.Default()).Inspect(
            typeof(SlideInspector).Assembly.Location, new SlideInspectionOptions { Open = new SlideOpenOptions { Reader = "none" } }))
            .Should().Throw<HistoException>("a wrong option is the caller's, not the slide's").Which.Code.Should().Be(ErrorCodes.UnknownReader);
    }

    private sealed class Recorder : IProgress<InspectionProgress>
    {
        public InspectionProgress Last { get; private set; }

        public void Report(InspectionProgress value) => Last = value;
    }
}
