using Histo.Ssl.Training;
using static TorchSharp.torch;

namespace Histo.Ssl.Tests.Training.Pretraining;

public sealed class ComputeDeviceTests
{
    [Fact]
    public void AllowTf32_SetsProductsAndConvolutions()
    {
        ComputeDevice.AllowTf32(true);
        (backends.cuda.matmul.allow_tf32, backends.cudnn.allow_tf32).Should().Be((true, true));
        ComputeDevice.AllowTf32(false);
        (backends.cuda.matmul.allow_tf32, backends.cudnn.allow_tf32).Should().Be((false, false));
    }

    [Theory]
    [InlineData("abacus")]
    [InlineData("cuda:first")]
    [InlineData("cuda:0:1")]
    public void Resolve_NoSuchName_IsNamed(string name) =>
        FluentActions.Invoking(() => ComputeDevice.Resolve(name)).Should().Throw<HistoException>().Which.Should().Match<HistoException>(error => error.Code == ErrorCodes.UnknownName && error.Message.Contains(name));

    [Fact]
    public void Resolve_Cpu_IsTheProcessor() => ComputeDevice.Resolve("cpu").type.Should().Be(TorchSharp.DeviceType.CPU);
}
