using Histo.Ssl.Encoders;
using Histo.Ssl.Tests.Storage.Pytorch;
using Histo.Ssl.Views;
using Histo.TestKit;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Tests.Encoders;

public sealed class EncoderWeightsTests : IDisposable
{
    private static readonly EncoderSpec Narrow = new() { Architecture = "resnet18", Width = 1, InputSize = 32 };
    private readonly TempFolder _folder = new();
    private readonly DisposeScope _scope = NewDisposeScope();

    private string File => _folder.File("weights");

    [Theory]
    [InlineData("resnet18_width1.pth")]
    [InlineData("resnet18_width1_legacy.pth")]
    public void TorchvisionFileOfTorchSave_LoadsByName(string name)
    {
        using Encoder encoder = EncoderFactory.Create(Narrow, 1);
        LoadedWeights loaded = EncoderWeights.Load(encoder, PytorchFiles.Path(name));

        loaded.Should().BeEquivalentTo(new { Format = "PyTorch", Mapping = "torchvision", Section = "", Prefix = "", Count = 120 });
        loaded.LeftOut.Should().Equal("fc.weight: F32 [10, 8]", "fc.bias: F32 [10]");
        loaded.Kept.Should().BeEmpty();
        encoder.state_dict()["conv1.weight"].data<float>().Should().Equal(PytorchFiles.Values(0, 3 * 49));
        encoder.state_dict()["layer4.1.bn2.running_var"].data<float>().Should().Equal(PytorchFiles.Values(118, 8));
        encoder.state_dict()["layer4.1.bn2.num_batches_tracked"].item<long>().Should().Be(119);
    }

    [Fact]
    public void WeightFile_ReadsTheSameFile_WhenTheClassifierIsIgnored()
    {
        using Encoder encoder = EncoderFactory.Create(Narrow, 1);
        WeightFile.Load(encoder, PytorchFiles.Path("resnet18_width1.pth"), new WeightLoadOptions { Ignore = ["fc."] });
        encoder.state_dict()["conv1.weight"].data<float>().Should().Equal(PytorchFiles.Values(0, 3 * 49));

        encoder.Invoking(network => WeightFile.Load(network, PytorchFiles.Path("resnet18_width1.pth"))).Should().Throw<TensorMismatchException>().Which.Unexpected.Should().Equal("fc.bias", "fc.weight");
        encoder.Invoking(network => WeightFile.Load(network, PytorchFiles.Path("dino_vit.pth"), new WeightLoadOptions { Section = "nobody" }))
            .Should().Throw<HistoException>().Which.Should().Match<HistoException>(error => error.Code == ErrorCodes.NoWeights && error.Message.Contains("teacher (dictionary of 32)"));
    }

    [Fact]
    public void DinoCheckpoint_TheTeacherIsTaken_OrTheStudentWhenAskedFor()
    {
        using StandIn network = StandIn.VisionTransformer();
        LoadedWeights loaded = EncoderWeights.Load(network, PytorchFiles.Path("dino_vit.pth"));

        loaded.Should().BeEquivalentTo(new { Mapping = "dino", Section = "teacher", Prefix = "backbone.", Count = 30 });
        loaded.LeftOut.Should().Equal("head.mlp.0.weight: F32 [4, 8]", "head.last_layer.weight_g: F32 [4, 1]");
        loaded.Kept.Should().Equal("mask_token");
        network.Values("pos_embed").Should().Equal(PytorchFiles.Values(1, 40));
        network.Values("mask_token").Should().OnlyContain(value => value == StandIn.Untouched);
        loaded.ToString().Should().Contain("part 'teacher'").And.Contain("2 left out, 1 kept");

        EncoderWeights.Load(network, PytorchFiles.Path("dino_vit.pth"), [WeightMappings.Named("dino") with { Sections = ["student"] }]).Prefix.Should().Be("module.backbone.");
        network.Values("pos_embed").Should().Equal(PytorchFiles.Values(1, 40).Select(value => value - 1));
    }

    [Theory]
    [InlineData("module.encoder_q.", "moco")]
    [InlineData("module.base_encoder.", "moco")]
    [InlineData("module.", "torchvision")]
    [InlineData("model.resnet.", "torchvision")]
    [InlineData("teacher.backbone.", "dino")]
    public void Prefixes_OfOtherProjects_AreFound(string prefix, string mapping)
    {
        using Encoder source = EncoderFactory.Create(Narrow, 1), target = EncoderFactory.Create(Narrow, 2);
        TensorFile.Save(File, source.state_dict().Select(pair => (prefix + pair.Key, pair.Value))
            .Append((prefix + "fc.0.weight", ones(3)))
            .Concat(mapping == "moco" ? source.state_dict().Select(pair => ("module.encoder_k." + pair.Key, zeros_like(pair.Value))).Append(("module.queue", ones(2, 2))) : []));

        LoadedWeights loaded = EncoderWeights.Load(target, File);

        loaded.Should().BeEquivalentTo(new { Mapping = mapping, Prefix = prefix, Count = 120 });
        WeightHash.Compute(target).Should().Be(WeightHash.Compute(source));
    }

    [Fact]
    public void NumberedResNet_IsRenamed()
    {
        using Encoder source = EncoderFactory.Create(Narrow, 1), target = EncoderFactory.Create(Narrow, 2);
        string[] order = ["conv1", "bn1", "relu", "maxpool", "layer1", "layer2", "layer3", "layer4"];
        TensorFile.Save(File, source.state_dict().Select(pair => ($"backbone.{Array.IndexOf(order, pair.Key.Split('.')[0])}.{pair.Key[(pair.Key.IndexOf('.') + 1)..]}", pair.Value)));

        EncoderWeights.Load(target, File).Mapping.Should().Be("resnet-sequential");
        WeightHash.Compute(target).Should().Be(WeightHash.Compute(source));
    }

    [Fact]
    public void Dinov2_ChunkedBlocksAndWrappers_AreRenamed()
    {
        using StandIn network = StandIn.VisionTransformer(layerScale: true, registers: 4);
        var names = StandIn.Names(2, layerScale: true, registers: 4).ToList();
        TensorFile.Save(File, names.Select((each, i) => ("backbone." + each.Name.Replace("blocks.0.", "blocks.0.0.", StringComparison.Ordinal).Replace("blocks.1.", "blocks.1.1.", StringComparison.Ordinal), full(each.Shape, (float)i)))
            .Append(("dino_head.mlp.0.weight", ones(2))).Append(("ibot_head.mlp.0.weight", ones(2))));

        LoadedWeights loaded = EncoderWeights.Load(network, File);

        loaded.Should().BeEquivalentTo(new { Mapping = "dinov2", Prefix = "backbone.", Count = names.Count });
        names.Select((each, i) => network.Values(each.Name).All(value => value == i)).Should().OnlyContain(same => same);
    }

    [Fact]
    public void Timm_RegistersHeadsAndPositionsWithoutClass()
    {
        using StandIn network = StandIn.VisionTransformer(registers: 4);
        float[] positions = PytorchFiles.Values(3, 32);
        TensorFile.Save(File, StandIn.Names().Where(each => each.Name != "mask_token").Select(each => (each.Name, each.Name == "pos_embed" ? tensor(positions, [1, 4, 8]) : ones(each.Shape)))
            .Append(("reg_token", full([1, 4, 8], 5f))).Append(("head.weight", ones(2, 8))).Append(("fc_norm.weight", ones(8))));

        LoadedWeights loaded = EncoderWeights.Load(network, File);

        loaded.Mapping.Should().Be("timm");
        loaded.Remarks.Should().ContainSingle().Which.Should().Contain("no class position");
        loaded.Kept.Should().Equal("mask_token");
        network.Values("register_tokens").Should().OnlyContain(value => value == 5);
        network.Values("pos_embed").Should().Equal([.. new float[8], .. positions]);
    }

    [Fact]
    public void Mae_DecoderAndItsMaskTokenAreLeftOut()
    {
        using StandIn network = StandIn.VisionTransformer();
        TensorFile.Save(File, StandIn.Names().Where(each => each.Name != "mask_token").Select(each => (each.Name, ones(each.Shape)))
            .Append(("mask_token", ones(1, 1, 4))).Append(("decoder_embed.weight", ones(4, 8))).Append(("decoder_blocks.0.norm1.weight", ones(4))));

        EncoderWeights.Load(network, File).Should().BeEquivalentTo(new { Mapping = "mae", Kept = new[] { "mask_token" } });
        network.Values("mask_token").Should().OnlyContain(value => value == StandIn.Untouched);
    }

    [Fact]
    public void AnotherGrid_IsAnErrorWithBothShapes_UnlessResizingIsAllowed()
    {
        using StandIn network = StandIn.VisionTransformer(grid: 3);
        string file = PytorchFiles.Path("dino_vit.pth");
        TensorMismatchException error = network.Invoking(module => EncoderWeights.Load(module, file)).Should().Throw<TensorMismatchException>().Which;
        error.Mismatched.Should().Equal("pos_embed: F32 [1, 5, 8] in the file, F32 [1, 10, 8] wanted");
        error.Message.Should().Contain("part 'teacher'").And.Contain("prefix 'backbone.'");
        network.Values("cls_token").Should().OnlyContain(value => value == StandIn.Untouched, "nothing changes when something differs");

        LoadedWeights loaded = EncoderWeights.Load(network, file, resizePositions: true);

        loaded.Remarks.Should().ContainSingle().Which.Should().Contain("2 x 2 to 3 x 3");
        float[] old = PytorchFiles.Values(1, 40), resized = network.Values("pos_embed");
        resized[..8].Should().Equal(old[..8], "the class position stays");
        for (int channel = 0; channel < 8; channel++)
        {
            // Symmetric weights: the middle of a 3 x 3 grid is the mean of a 2 x 2 grid.
            float middle = Enumerable.Range(1, 4).Average(row => old[(row * 8) + channel]);
            resized[(5 * 8) + channel].Should().BeApproximately(middle, 1e-6f);
        }
    }

    [Fact]
    public void HalfPrecisionFile_IsConverted()
    {
        using Encoder source = EncoderFactory.Create(Narrow, 1), target = EncoderFactory.Create(Narrow, 2);
        source.to(ScalarType.BFloat16);
        WeightFile.Save(source, File);

        EncoderWeights.Load(target, File);

        target.state_dict()["conv1.weight"].dtype.Should().Be(ScalarType.Float32);
        source.to(ScalarType.Float32);
        WeightHash.Compute(target).Should().Be(WeightHash.Compute(source));
    }

    [Fact]
    public void OwnEncoderFile_IsCheckedAndItsNormalisationCompared()
    {
        using Encoder source = EncoderFactory.Create(Narrow with { Mean = new Triple(0.5f, 0.5f, 0.5f) }, 1), target = EncoderFactory.Create(Narrow, 2);
        EncoderFile.Save(source, File);
        LoadedWeights loaded = EncoderWeights.Load(target, File);
        loaded.Mapping.Should().Be("plain");
        loaded.Remarks.Should().ContainSingle().Which.Should().Contain("mean");
        WeightHash.Compute(target).Should().Be(WeightHash.Compute(source));

        byte[] bytes = System.IO.File.ReadAllBytes(File);
        bytes[^1] ^= 1;
        System.IO.File.WriteAllBytes(File, bytes);
        using Encoder untouched = EncoderFactory.Create(Narrow, 2);
        string before = WeightHash.Compute(untouched);
        untouched.Invoking(encoder => EncoderWeights.Load(encoder, File)).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.EncoderHashMismatch);
        WeightHash.Compute(untouched).Should().Be(before);
    }

    [Fact]
    public void AnotherArchitecture_IsToldWithNamesAndShapesOfEverything()
    {
        using Encoder wide = EncoderFactory.Create(Narrow with { Architecture = "resnet50" }, 2);
        TensorMismatchException error = wide.Invoking(encoder => EncoderWeights.Load(encoder, PytorchFiles.Path("resnet18_width1.pth"))).Should().Throw<TensorMismatchException>().Which;

        error.Missing.Should().Contain("layer1.0.conv3.weight").And.HaveCount(error.Differences.Count(each => each.IsMissing));
        error.Differences.Select(each => each.ToString()).Should()
            .Contain("layer1.0.conv3.weight: F32 [4, 1, 1, 1] wanted").And
            .Contain("layer1.0.conv1.weight: F32 [1, 1, 3, 3] in the file, F32 [1, 1, 1, 1] wanted");
        error.Message.Should().Contain(" more)").And.Contain("mapping 'torchvision'");
        error.Message.Length.Should().BeLessThan(4000);
        error.Differences.Should().HaveCountGreaterThan(100);
    }

    [Fact]
    public void FilesWithoutWeights_AndUnknownMappings_AreTold()
    {
        using Encoder encoder = EncoderFactory.Create(Narrow, 1);
        encoder.Invoking(network => EncoderWeights.Load(network, File, "nobody")).Should().Throw<HistoException>()
            .Which.Should().Match<HistoException>(error => error.Code == ErrorCodes.UnknownWeightMapping && error.Wanted!.Contains("dinov2"));
        System.IO.File.WriteAllBytes(File, PickleBytes.Zip(new PickleBytes().Code("}").Text("epoch").Code("K\u0003s").Done));
        encoder.Invoking(network => EncoderWeights.Load(network, File)).Should().Throw<HistoException>()
            .Which.Should().Match<HistoException>(error => error.Code == ErrorCodes.NoWeights && error.Seen!.Contains("epoch (number)"));
        System.IO.File.WriteAllText(File, "<html>");
        encoder.Invoking(network => EncoderWeights.Load(network, File)).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.BadTensorFile);
        encoder.Invoking(network => EncoderWeights.Load(network, "nowhere.pt")).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.BadTensorFile);
    }

    [Fact]
    public void TwoNamesForOneTensor_AreNotMixed()
    {
        using StandIn network = new([("a", [1])]);
        TensorFile.Save(File, [("a", ones(1)), ("b", zeros(1))]);
        network.Invoking(module => EncoderWeights.Load(module, File, [new WeightMapping { Name = "own", Rules = [WeightRule.ReplaceStart("b", "a")] }]))
            .Should().Throw<TensorMismatchException>().Which.Unexpected.Should().Equal("a");
    }

    [Fact]
    public void Loading_LeavesNoTensorsBehind()
    {
        using StandIn network = StandIn.VisionTransformer(grid: 3);
        LiveTensors.ShouldStayConstant(() => EncoderWeights.Load(network, PytorchFiles.Path("dino_vit.pth"), resizePositions: true));
    }

    [Theory]
    [InlineData("blocks.1.7.norm1.weight", "blocks.7.norm1.weight")]
    [InlineData("blocks.7.norm1.weight", "blocks.7.norm1.weight")]
    [InlineData("blocks.7.mlp.0.weight", "blocks.7.mlp.0.weight")]
    [InlineData("norm.weight", "norm.weight")]
    public void DropBlockChunk_OnlyTakesTheChunk(string name, string expected) => WeightRule.DropBlockChunk.Apply(name).Should().Be(expected);

    [Fact]
    public void Rules_ApplyInOrder()
    {
        var mapping = new WeightMapping { Name = "own", Rules = [WeightRule.ReplaceStart("x.", "y."), WeightRule.ReplaceEnd(".g", ".gamma"), WeightRule.Ignore("y.out.")] };
        mapping.Map("x.in.g").Should().Be("y.in.gamma");
        mapping.Map("x.out.g").Should().BeNull();
        mapping.Map("z.g.h").Should().Be("z.g.h");
    }

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }
}
