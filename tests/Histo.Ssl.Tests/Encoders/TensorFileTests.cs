using Histo.Ssl.Encoders;
using Histo.Ssl.Storage;
using Histo.TestKit;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Tests.Encoders;

public sealed class TensorFileTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public static TheoryData<ScalarType> Types() =>
    [
        ScalarType.Float64, ScalarType.Float32, ScalarType.Float16, ScalarType.BFloat16, ScalarType.Int64,
        ScalarType.Int32, ScalarType.Int16, ScalarType.Int8, ScalarType.Byte, ScalarType.Bool,
    ];

    [Theory]
    [MemberData(nameof(Types))]
    public void SaveLoad_EveryType_KeepsTypeShapeAndBytes(ScalarType type)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor matrix = (arange(0, 12, dtype: ScalarType.Float32) - (type == ScalarType.Byte ? 0 : 6)).reshape(3, 4).to(type);
        Tensor scalar = tensor(1f).to(type);
        Tensor none = empty(new long[] { 0, 5 }, dtype: type);
        TensorFile.Save(_folder.File("a"), [("m", matrix), ("s", scalar), ("e", none)]);

        IReadOnlyDictionary<string, Tensor> loaded = TensorFile.Load(_folder.File("a"));
        loaded.Keys.Should().BeEquivalentTo("m", "s", "e");
        loaded["m"].dtype.Should().Be(type);
        loaded["m"].shape.Should().Equal(3, 4);
        loaded["m"].bytes.ToArray().Should().Equal(matrix.bytes.ToArray());
        loaded["s"].shape.Should().BeEmpty();
        loaded["s"].bytes.ToArray().Should().Equal(scalar.bytes.ToArray());
        loaded["e"].shape.Should().Equal(0, 5);
    }

    [Fact]
    public void Save_StridedAndWithGradient_WritesRowMajorValues()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor transposed = arange(6, dtype: ScalarType.Float32).reshape(2, 3).t().requires_grad_();
        TensorFile.Save(_folder.File("a"), [("t", transposed)], new Dictionary<string, string> { ["note"] = "x" });

        using var file = new SafetensorsReader(_folder.File("a"));
        file.ReadArray<float>("t").Should().Equal(0, 3, 1, 4, 2, 5);
        TensorFile.ReadMetadata(_folder.File("a"))["note"].Should().Be("x");
    }

    [Fact]
    public void LoadInto_StridedTarget_IsFilledInPlace()
    {
        using DisposeScope scope = NewDisposeScope();
        TensorFile.Save(_folder.File("a"), [("t", arange(6, dtype: ScalarType.Float32).reshape(3, 2))]);
        Tensor storage = zeros(2, 3);
        TensorFile.LoadInto(_folder.File("a"), new Dictionary<string, Tensor> { ["t"] = storage.t() });
        storage.data<float>().ToArray().Should().Equal(0, 2, 4, 1, 3, 5);
    }

    [Fact]
    public void LoadInto_NothingFits_NamesEverythingAndChangesNothing()
    {
        using DisposeScope scope = NewDisposeScope();
        TensorFile.Save(_folder.File("a"), [("same", ones(2)), ("shape", ones(1)), ("type", ones(2)), ("extra", ones(2))]);
        var targets = new Dictionary<string, Tensor>
        {
            ["same"] = zeros(2),
            ["shape"] = zeros(2),
            ["type"] = zeros(2, dtype: ScalarType.Float64),
            ["absent"] = zeros(2),
        };

        TensorMismatchException error = FluentActions.Invoking(() => TensorFile.LoadInto(_folder.File("a"), targets)).Should().Throw<TensorMismatchException>().Which;
        error.Code.Should().Be(ErrorCodes.TensorMismatch);
        error.Missing.Should().Equal("absent");
        error.Unexpected.Should().Equal("extra");
        error.Mismatched.Should().Equal("shape: F32 [1] in the file, F32 [2] wanted", "type: F32 [2] in the file, F64 [2] wanted");
        error.Message.Should().Contain("absent").And.Contain("extra").And.Contain("shape: F32 [1]");
        targets["same"].sum().item<float>().Should().Be(0);
    }

    [Fact]
    public void Save_SameNameTwice_Throws()
    {
        using DisposeScope scope = NewDisposeScope();
        FluentActions.Invoking(() => TensorFile.Save(_folder.File("a"), [("x", ones(1)), ("x", ones(1))])).Should().Throw<ArgumentException>().WithMessage("*'x'*");
        File.Exists(_folder.File("a")).Should().BeFalse();
    }

    [Fact]
    public void Save_ComplexTensor_ThrowsWithCode()
    {
        using DisposeScope scope = NewDisposeScope();
        FluentActions.Invoking(() => TensorFile.Save(_folder.File("a"), [("x", zeros(1, dtype: ScalarType.ComplexFloat32))]))
            .Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.UnsupportedElementType);
    }

    [Fact]
    public void SaveAndLoad_LeaveNoTensorBehind()
    {
        using Tensor tensor = ones(3, 4);
        LiveTensors.ShouldStayConstant(() =>
        {
            TensorFile.Save(_folder.File("a"), [("x", tensor)]);
            TensorFile.LoadInto(_folder.File("a"), new Dictionary<string, Tensor> { ["x"] = tensor });
            foreach (Tensor loaded in TensorFile.Load(_folder.File("a")).Values)
            {
                loaded.Dispose();
            }
        });
    }

    public void Dispose() => _folder.Dispose();
}
