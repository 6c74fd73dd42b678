using Histo.Ssl.Slides;
using Histo.Ssl.Tests.Slides.OpenSlide;
using Histo.TestKit;

namespace Histo.Ssl.Tests.Slides;

public sealed class SlideReaderFactoryTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Choose_Auto_TakesTheFirstThatSupportsTheFile()
    {
        string path = FileWith("content");
        var factory = new SlideReaderFactory([new StubReader("first", false), new StubReader("second", true), new StubReader("third", true)]);

        factory.Choose(path).Name.Should().Be("second");
        factory.Choose(path, "THIRD").Name.Should().Be("third");
        factory.Open(path, new SlideOpenOptions { Reader = "first" }).FilePath.Should().Be(path, "a named reader is not asked twice");
    }

    [Fact]
    public void Choose_NobodySupportsTheFile_ListsEveryReason()
    {
        var factory = new SlideReaderFactory([new StubReader("first", false), new StubReader("second", false)]);

        factory.Invoking(it => it.Choose(FileWith("content"))).Should().Throw<HistoException>()
            .Where(error => error.Code == ErrorCodes.SlideUnsupported && error.Message.Contains("first: first says no; second: second says no"));
    }

    [Fact]
    public void Choose_UnknownName_ListsTheNames()
    {
        var factory = new SlideReaderFactory([new StubReader("first", true)]);

        factory.Invoking(it => it.Choose(FileWith("content"), "tiff")).Should().Throw<HistoException>()
            .Where(error => error.Code == ErrorCodes.UnknownReader && error.Message.Contains("auto, first"));
    }

    [Fact]
    public void Choose_MissingEmptyOrFolder_SaysWhich()
    {
        var factory = SlideReaderFactory.Default();

        factory.Invoking(it => it.Choose(_folder.File("none.svs"))).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.SlideNotFound);
        factory.Invoking(it => it.Choose(FileWith(""))).Should().Throw<HistoException>()
            .Where(error => error.Code == ErrorCodes.SlideDamaged && error.Message.Contains("0 bytes"));
        factory.Invoking(it => it.Choose(_folder.FullPath)).Should().Throw<HistoException>()
            .Where(error => error.Code == ErrorCodes.SlideNotFound && error.Message.Contains("folder"));
    }

    [Fact]
    public void Constructor_DoubleOrReservedNames_AreRefused()
    {
        Action[] wrong =
        [
            () => _ = new SlideReaderFactory([]),
            () => _ = new SlideReaderFactory([new StubReader("auto", true)]),
            () => _ = new SlideReaderFactory([new StubReader("a", true), new StubReader("A", true)]),
        ];

        foreach (Action create in wrong)
        {
            create.Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.InvalidOption);
        }
    }

    [Fact]
    public void Default_Readers_StandInTheDocumentedOrder() =>
        SlideReaderFactory.Default().Readers.Select(reader => reader.Name).Should().Equal("tiff", "image", "openslide");

    [DataFact("wsi-slides")]
    public void Open_EveryFile_WorksOrFailsWithACodeAndTheRestGoesOn()
    {
        _ = InstalledOpenSlide.Reader;
        var inspector = new SlideInspector(SlideReaderFactory.Default());
        foreach (SlideLabel label in SlideLabels.All())
        {
            SlideInspection found = inspector.Inspect(label.FullPath);

            if (label.Opens == "yes")
            {
                found.Opens.Should().BeTrue(label.File);
                found.Vendor.Should().Be(label.Vendor, label.File);
            }

            found.Problems.All(problem => problem.Message.StartsWith(problem.Code + ": ", StringComparison.Ordinal)).Should().BeTrue(label.File);
            (found.Opens || found.Problems.Count == 1).Should().BeTrue(label.File);
        }
    }

    private string FileWith(string text)
    {
        string path = _folder.File("slide.bin");
        File.WriteAllText(path, text);
        return path;
    }

    private sealed class StubReader(string name, bool supports) : ISlideReader
    {
        public string Name => name;

        public SlideSupport Probe(string path) => new(supports, $"{name} says {(supports ? "yes" : "no")}");

        public ISlide Open(string path, SlideOpenOptions? options = null) => new MemorySlide(1, 1) { FilePath = path };
    }
}
