using System.Text.Json.Nodes;
using Histo.Ssl.Features;
using Histo.Ssl.Storage;
using Histo.TestKit;
using Histo.TestKit.Golden;

namespace Histo.Cli.Tests;

public sealed class StoreCommandTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [GoldenTheory]
    [InlineData("slide_f16.h5", "F16")]
    [InlineData("slide_f32.h5", "F32")]
    public void Inspect_TridentStore_SaysWhatItSays(string name, string type)
    {
        string file = Trident(name);
        FeatureStoreInfo info;
        using (IFeatureStore store = FeatureStores.Open(file))
        {
            info = store.Info;
        }

        ConsoleResult result = ConsoleProcess.Run("store", "inspect", file, "--json"), text = ConsoleProcess.Run("store", "inspect", file);
        (result.ExitCode, text.ExitCode).Should().Be((0, 0), "{0}", result);
        Text(result, "format").Should().Be("Trident");
        (Text(result, "slide"), Text(result, "encoder"), Text(result, "type"), Text(result, "unit")).Should().Be((info.SlideId, info.Encoder!, type, "Level0Pixels"));
        (result.Json["rows"]!.GetValue<int>(), result.Json["width"]!.GetValue<int>(), result.Json["step"]!.GetValue<double>()).Should().Be((info.Rows, info.Width, info.Step!.Value));
        result.Json["encoderHash"].Should().BeNull("TRIDENT records no weights");
        result.Json["verified"]!.GetValue<bool>().Should().BeTrue();
        result.Json["notices"]!.AsArray().Should().HaveCount(info.Notices.Count);
        text.Output.Should().MatchRegex("format +Trident").And.MatchRegex($"features +{info.Rows} x {info.Width} {type}").And.MatchRegex("verifies +yes");
    }

    [GoldenTheory]
    [InlineData("slide_f32.h5")]
    public void Inspect_TruncatedTridentStore_IsExitCodeOneWithACode(string name)
    {
        byte[] whole = File.ReadAllBytes(Trident(name));
        string file = _folder.File("cut.h5");
        File.WriteAllBytes(file, whole[..(whole.Length / 2)]);
        ConsoleResult result = ConsoleProcess.Run("store", "inspect", file, "--json");
        result.ExitCode.Should().Be(1, "{0}", result);
        result.Json["error"]!["code"]!.GetValue<string>().Should().Be("HS1830");
    }

    [Fact]
    public void Inspect_OwnStore_VerifiesUntilAFeatureChanges()
    {
        string file = _folder.File("slide.h5");
        Write(file);
        ConsoleResult whole = ConsoleProcess.Run("store", "inspect", file, "--json");
        whole.ExitCode.Should().Be(0, "{0}", whole);
        (Text(whole, "format"), Text(whole, "encoderHash"), whole.Json["normalisation"]!.AsArray().Count).Should().Be(("Histo", new string('a', 64), 6));

        byte[] bytes = File.ReadAllBytes(file);
        int at = bytes.AsSpan().IndexOf(BitConverter.GetBytes(1234.5f));
        at.Should().BePositive();
        bytes[at] ^= 1;
        File.WriteAllBytes(file, bytes);
        ConsoleResult changed = ConsoleProcess.Run("store", "inspect", file, "--json");
        changed.ExitCode.Should().Be(1, "{0}", changed);
        changed.Json["verified"]!.GetValue<bool>().Should().BeFalse();
    }

    [Fact]
    public void Inspect_NoSuchFile_IsExitCodeOne()
    {
        ConsoleResult result = ConsoleProcess.Run("store", "inspect", _folder.File("none.h5"), "--json");
        result.ExitCode.Should().Be(1, "{0}", result);
        result.Json["error"]!["code"]!.GetValue<string>().Should().Be("HS1832");
    }

    private static string Text(ConsoleResult result, string key) => result.Json[key]!.GetValue<string>();

    private static string Trident(string name) => Path.Combine(TestData.GoldenFolder!, "feature-stores", "trident", "20x_256px_0px_overlap", "features_uni_v1", name);

    private static void Write(string file)
    {
        using IFeatureStoreWriter store = FeatureStoreFile.Create(file, new FeatureStoreDescription
        {
            SlideId = "slide", Width = 2, Type = ElementType.F32, Encoder = "resnet18", EncoderHash = new string('a', 64), InputSize = 224, Normalisation = [0, 0, 0, 1, 1, 1],
            Mpp = 0.5, TileSize = 224, Stride = 224, TileExtent = 448, Step = 448, Level0Mpp = 0.25, Level0Width = 2000, Level0Height = 2000,
        });
        store.Append([1234.5f, 2, 3, 4], [0, 0, 448, 0]);
        store.Complete();
    }
}
