using Histo.Ssl.Encoders;
using Histo.Ssl.Features;
using Histo.Ssl.Tiling;
using Histo.Ssl.Tissue;
using Histo.Ssl.Training;
using Histo.TestKit;

namespace Histo.Ssl.Tests.Features;

public sealed class ExtractionFolderTests : IDisposable
{
    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Theory]
    [InlineData("a/b")]
    [InlineData("..")]
    [InlineData("")]
    [InlineData("C:x")]
    [InlineData("line\nbreak")]
    public void StoreFile_NameThatIsNoFileName_IsRefused(string slideId) => Refused(() => Folder().StoreFile(slideId), ErrorCodes.BadStoreName);

    [Theory]
    [InlineData("tumor_001")]
    [InlineData("TCGA-3C.DX1 (2)")]
    [InlineData("schön")]
    public void StoreFile_OrdinaryName_IsKept(string slideId) => Folder().StoreFile(slideId).Should().Be(_temp.File("features", slideId + ".h5"));

    [Fact]
    public void Record_WrittenAndRead_IsTheSame_InAnyCulture()
    {
        ExtractionRecord record = Record() with
        {
            Slides =
            [
                new ExtractedSlide("a", ExtractionStatus.Done, 12) { Unreadable = 2, UnreadableTiles = ["HS1005: x"], Reader = "tiff" },
                new ExtractedSlide("b", ExtractionStatus.Empty) { Unreadable = 0, Code = "HS1208", Reason = "no tissue" },
                new ExtractedSlide("c", ExtractionStatus.Outdated, 3),
            ],
        };
        using Culture german = Culture.German();
        Folder().ReadRecord().Should().BeNull();
        Folder().WriteRecord(record);
        Folder().ReadRecord().Should().BeEquivalentTo(record);
        File.ReadAllText(Folder().RecordFile).Should().Contain("\"status\": \"Done\"").And.Contain("\"unreadable\": null").And.Contain("\"mpp\": 0.5");
    }

    [Fact]
    public void ReadRecord_Damaged_IsRefusedWithItsCode()
    {
        File.WriteAllText(Folder().RecordFile, "{ \"format\": 1 }");
        Refused(() => Folder().ReadRecord(), ErrorCodes.BadExtractionRecord);
        File.WriteAllText(Folder().RecordFile, "{ \"for");
        Refused(() => Folder().ReadRecord(), ErrorCodes.BadExtractionRecord);
    }

    [Fact]
    public void Lock_HeldByAnother_IsRefused_AndRestsOfAKilledProcessGo()
    {
        Directory.CreateDirectory(Folder().StoreFolder);
        string rest = _temp.File("features", "a.h5.1234.tmp"), store = _temp.File("features", "a.h5");
        File.WriteAllText(rest, "half");
        File.WriteAllText(store, "whole");
        using (Folder().Lock())
        {
            File.Exists(rest).Should().BeFalse();
            File.Exists(store).Should().BeTrue();
            Refused(() => Folder().Lock(), ErrorCodes.ExtractionBusy);
        }

        using FileStream again = Folder().Lock();
    }

    [Fact]
    public void DifferencesFrom_OtherSettings_AreNamed()
    {
        ExtractionRecord record = Record();
        record.DifferencesFrom(Record() with { Versions = new Dictionary<string, string> { ["histo"] = "9" }, Status = RunStatus.Failed }).Should().BeEmpty();
        record.DifferencesFrom(Record() with { EncoderHash = "ff" }).Should().Equal("encoder resnet18 abc");
        record.DifferencesFrom(Record() with { Precision = "float16", TissueMethod = "none" }).Should().Equal("precision float32", "tissue otsu");
        record.DifferencesFrom(Record() with { Encoder = record.Encoder with { InputSize = 96 } }).Should().ContainSingle().Which.Should().StartWith("encoder input 224 px");
        record.DifferencesFrom(Record() with { Tiling = new TilingOptions { Mpp = 0.25 } }).Should().ContainSingle().Which.Should().StartWith("tiling mpp=0.5 ");
    }

    private static ExtractionRecord Record() => new()
    {
        Status = RunStatus.Completed,
        Encoder = new EncoderSpec { Architecture = "resnet18", InputSize = 224 },
        EncoderHash = "abc",
        Width = 512,
        Precision = "float32",
        Tiling = new TilingOptions { Mpp = 0.5 },
        Tissue = new TissueOptions { Threshold = 0.07 },
        TissueMethod = "otsu",
        Versions = new Dictionary<string, string> { ["histo"] = "1" },
    };

    private ExtractionFolder Folder() => new(_temp.FullPath);

    private static void Refused(Action action, string code) => action.Should().Throw<HistoException>().Where(error => error.Code == code);
}
