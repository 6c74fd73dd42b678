using Histo.Ssl.Encoders;
using Histo.Ssl.Storage;
using Histo.TestKit;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Tests.Encoders;

public sealed class WeightFileTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly DisposeScope _scope = NewDisposeScope();

    [Fact]
    public void SaveLoad_RestoresEveryTensorIntoTheSameObjects()
    {
        using nn.Module<Tensor, Tensor> source = Network(), target = Network();
        source.forward(randn(8, 3)).Dispose();
        WeightFile.Save(source, _folder.File("w"));
        Tensor parameter = target.get_parameter("0.weight")!;

        WeightFile.Load(target, _folder.File("w"));

        ReferenceEquals(target.get_parameter("0.weight"), parameter).Should().BeTrue();
        Dictionary<string, Tensor> expected = source.state_dict(), actual = target.state_dict();
        foreach ((string name, Tensor tensor) in expected)
        {
            actual[name].bytes.ToArray().Should().Equal(tensor.bytes.ToArray(), name);
        }

        using var file = new SafetensorsReader(_folder.File("w"));
        file.Entry("1.num_batches_tracked").Type.Should().Be(ElementType.I64);
        file.ReadArray<long>("1.num_batches_tracked").Should().Equal(1);
    }

    [Fact]
    public void Load_PrefixAndIgnoredNames_LoadsTheRest()
    {
        using nn.Module<Tensor, Tensor> network = Network();
        Tensor before = network.get_parameter("2.weight")!.clone();
        TensorFile.Save(
            _folder.File("w"),
            network.state_dict().Where(pair => !pair.Key.StartsWith("2.", StringComparison.Ordinal)).Select(pair => ("net." + pair.Key, zeros_like(pair.Value))).Append(("head.weight", ones(1))).Append(("net.fc.bias", ones(1))));

        WeightFile.Load(network, _folder.File("w"), new WeightLoadOptions { Prefix = "net.", Ignore = ["2.", "fc."] });

        network.get_parameter("0.weight")!.abs().sum().item<float>().Should().Be(0);
        network.get_parameter("2.weight")!.bytes.ToArray().Should().Equal(before.bytes.ToArray());
    }

    [Fact]
    public void Load_OtherShapesAndNames_ThrowsTheList()
    {
        using nn.Module<Tensor, Tensor> network = Network();
        TensorFile.Save(_folder.File("w"), [("0.weight", ones(4, 1)), ("other", ones(1))]);
        TensorMismatchException error = FluentActions.Invoking(() => WeightFile.Load(network, _folder.File("w"))).Should().Throw<TensorMismatchException>().Which;
        error.Unexpected.Should().Equal("other");
        error.Missing.Should().Contain("0.bias").And.NotContain("1.num_batches_tracked");
        error.Mismatched.Should().ContainSingle().Which.Should().StartWith("0.weight");
    }

    [Fact]
    public void Load_BatchCounterMissingOrOfAnotherType_IsAccepted()
    {
        using nn.Module<Tensor, Tensor> network = Network();
        var state = network.state_dict().Where(pair => pair.Key != "1.num_batches_tracked").Select(pair => (pair.Key, pair.Value)).ToList();
        TensorFile.Save(_folder.File("without"), state);
        TensorFile.Save(_folder.File("float"), state.Append(("1.num_batches_tracked", tensor(7f))));

        WeightFile.Load(network, _folder.File("without"));
        WeightFile.Load(network, _folder.File("float"));
        network.state_dict()["1.num_batches_tracked"].item<long>().Should().Be(7);
    }

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }

    private static nn.Module<Tensor, Tensor> Network() => nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4), nn.Linear(4, 2));
}
