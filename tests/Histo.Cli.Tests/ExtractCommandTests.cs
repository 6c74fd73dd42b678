using System.Text.Json.Nodes;
using Histo.Ssl.Encoders;
using Histo.Ssl.Features;
using Histo.TestKit;

namespace Histo.Cli.Tests;

[Collection(ConsoleCohort.Name)]
public sealed class ExtractCommandTests(ConsoleCohort cohort) : IDisposable
{
    private readonly TempFolder _folder = new();

    private string Out => _folder.File("features");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Extract_RunFolder_WritesAStoreASlide_AndAgainKeepsThem()
    {
        ConsoleResult first = Extract(), again = Extract("--reader-threads", "4");
        first.ExitCode.Should().Be(0, "{0}", first);
        (Number(first, "done"), Number(first, "kept"), Number(first, "failed"), Number(first, "unreadable"), Number(first, "width")).Should().Be((4, 0, 0, 0, 32));
        Number(first, "tiles").Should().Be(cohort.Finished.Json["tiles"]!.GetValue<int>(), "the grid is that of the encoder's run");
        first.Errors.Should().Contain("4/4 synthetic-0003: done");
        foreach (JsonNode? slide in first.Json["slides"]!.AsArray())
        {
            using IFeatureStore store = FeatureStores.Open(slide!["store"]!.GetValue<string>());
            (store.Info.SlideId, store.Info.Rows, store.Info.EncoderHash, store.Info.Mpp).Should().Be(
                (slide["slide"]!.GetValue<string>(), slide["tiles"]!.GetValue<int>(), first.Json["encoderHash"]!.GetValue<string>(), 1));
        }

        again.ExitCode.Should().Be(0, "{0}", again);
        (Number(again, "done"), Number(again, "kept"), Number(again, "tiles")).Should().Be((4, 4, Number(first, "tiles")));
        JsonNode.Parse(File.ReadAllText(Path.Combine(Out, "extraction.json")))!["status"]!.GetValue<string>().Should().Be("Completed");
    }

    [Fact]
    public void Extract_KilledAndRunAgain_EqualsTheUninterruptedRun()
    {
        // Overlapping tiles one by one: slow enough to be killed in the middle.
        string[] slow = ["--stride", "8", "--batch", "2", "--compute-threads", "1"];
        cohort.Finished.ExitCode.Should().Be(0);
        using (ConsoleProcess process = ConsoleProcess.Start(Arguments(Out, slow)))
        {
            process.WaitUntil(() => File.Exists(Store(Out, 1)));
            process.Kill();
        }

        File.Exists(Store(Out, 3)).Should().BeFalse("the run was killed in the middle");
        ConsoleResult result = Extract(slow), whole = ConsoleProcess.Run(Arguments(_folder.File("whole"), slow));
        (result.ExitCode, whole.ExitCode).Should().Be((0, 0), "{0}", result);
        Number(result, "kept").Should().BeInRange(2, 3);
        Directory.GetFiles(Path.Combine(Out, "features")).Should().HaveCount(4);
        for (int slide = 0; slide < 4; slide++)
        {
            using IFeatureStore one = FeatureStores.Open(Store(Out, slide)), other = FeatureStores.Open(Store(_folder.File("whole"), slide));
            one.Info.Should().BeEquivalentTo(other.Info);
            one.ReadPositions().Should().BeEquivalentTo(other.ReadPositions(), options => options.WithStrictOrdering(), "no tile is lost or doubled");
            Features(one).Should().Equal(Features(other));
        }
    }

    [Fact]
    public void Extract_TruncatedStore_IsNoticedAndMadeAnew()
    {
        Extract().ExitCode.Should().Be(0);
        byte[] whole = File.ReadAllBytes(Store(Out, 2));
        File.WriteAllBytes(Store(Out, 2), whole[..(whole.Length / 2)]);
        ConsoleResult result = Extract();
        result.ExitCode.Should().Be(0, "{0}", result);
        Number(result, "kept").Should().Be(3);
        result.Errors.Should().Contain("synthetic-0002: the store is damaged").And.Contain("made anew");
        FeatureStores.Verify(Store(Out, 2)).Should().BeTrue();
    }

    [Fact]
    public void Extract_OtherTileSizeInTheFolder_IsRefusedWithBothValues_UnlessOverwritten()
    {
        Extract("--tile", "64").ExitCode.Should().Be(0);
        ConsoleResult refused = Extract();
        refused.ExitCode.Should().Be(1);
        refused.Json["error"]!["code"]!.GetValue<string>().Should().Be("HS1850");
        refused.Errors.Should().Contain("size=64").And.Contain("size=32").And.Contain("--overwrite");
        ConsoleResult overwritten = Extract("--overwrite");
        overwritten.ExitCode.Should().Be(0, "{0}", overwritten);
        Number(overwritten, "tiles").Should().Be(cohort.Finished.Json["tiles"]!.GetValue<int>());
    }

    [Fact]
    public void Extract_BrokenSlide_IsExitCodeOne_AndTheOthersAreDone()
    {
        string broken = _folder.File("broken.svs");
        File.WriteAllBytes(broken, [.. Enumerable.Range(0, 4000).Select(i => (byte)(i * 31))]);
        cohort.Finished.ExitCode.Should().Be(0);
        string encoder = Path.Combine(cohort.FinishedRun, "encoder.safetensors");
        ConsoleResult result = ConsoleProcess.Run("extract", "--slides", broken, cohort.Slide, "--encoder", encoder, "--out", Out, "--precision", "bfloat16", "--json");
        result.ExitCode.Should().Be(1, "{0}", result);
        (Number(result, "done"), Number(result, "failed")).Should().Be((1, 1));
        result.Errors.Should().Contain("broken: failed; HS10");
        File.Exists(Store(Out, 0)).Should().BeTrue();
    }

    [Fact]
    public void Extract_WeightsFromElsewhere_NeedTheirArchitecture()
    {
        string weights = _folder.File("weights.safetensors");
        using (Encoder encoder = EncoderFactory.Create(new EncoderSpec { Architecture = "resnet18", InputSize = 32 }, seed: 1))
        {
            WeightFile.Save(encoder, weights);
        }

        string[] arguments = ["extract", "--slides", cohort.Slide, "--encoder", weights, "--mpp", "2", "--tile", "64", "--out", Out, "--json"];
        ConsoleResult without = ConsoleProcess.Run(arguments), with = ConsoleProcess.Run([.. arguments, "--architecture", "resnet18", "--input", "32"]);
        without.ExitCode.Should().Be(1);
        without.Json["error"]!["code"]!.GetValue<string>().Should().Be("HS1504");
        with.ExitCode.Should().Be(0, "{0}", with);
        (with.Json["encoder"]!.GetValue<string>(), Number(with, "width")).Should().Be(("resnet18", 512));
        with.Errors.Should().Contain("weights.safetensors");
    }

    private static int Number(ConsoleResult result, string key) => result.Json[key]!.GetValue<int>();

    private static float[] Features(IFeatureStore store)
    {
        var features = new float[store.Info.Rows * store.Info.Width];
        store.ReadFeatures(0, store.Info.Rows, features);
        return features;
    }

    private static string Store(string folder, int slide) => Path.Combine(folder, "features", $"synthetic-{slide:0000}.h5");

    private ConsoleResult Extract(params string[] more)
    {
        cohort.Finished.ExitCode.Should().Be(0);
        return ConsoleProcess.Run(Arguments(Out, more));
    }

    private string[] Arguments(string folder, string[] more) => ["extract", "--manifest", cohort.Manifest, "--encoder", cohort.FinishedRun, "--out", folder, "--json", .. more];
}
