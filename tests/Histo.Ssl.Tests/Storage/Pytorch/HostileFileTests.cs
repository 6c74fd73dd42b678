using System.IO.Compression;
using System.Text;
using Histo.Ssl.Storage.Pytorch;
using Histo.TestKit;

namespace Histo.Ssl.Tests.Storage.Pytorch;

/// <summary>Files that somebody wrote with another aim than storing tensors.</summary>
public sealed class HostileFileTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Theory]
    [InlineData("os", "system")]
    [InlineData("posix", "system")]
    [InlineData("builtins", "eval")]
    [InlineData("builtins", "getattr")]
    [InlineData("__builtin__", "exec")]
    [InlineData("torch", "load")]
    [InlineData("torch.storage", "_load_from_bytes")]
    [InlineData("torch.hub", "FloatStorage")]
    [InlineData("numpy", "load")]
    [InlineData("collections", "OrderedDict.fromkeys")]
    [InlineData("subprocess", "Popen")]
    public void AnyOtherName_IsRefusedAndTold(string module, string name)
    {
        byte[] written = new PickleBytes().Name(module, name).Text("echo").Raw(0x85).Code("R").Done;
        byte[] stacked = new PickleBytes().Text(module).Text(name).Raw(0x93).Text("echo").Raw(0x85).Raw(0x81).Done;
        foreach (byte[] pickle in new[] { written, stacked })
        {
            HistoException error = Opening(PickleBytes.Zip(pickle)).Should().Throw<HistoException>().Which;
            error.Code.Should().Be(ErrorCodes.PickleNameRefused);
            error.Seen.Should().Be($"{module}.{name}");
        }
    }

    [Fact]
    public void NameInTheOldFormat_IsRefusedBeforeAnythingElseIsRead() =>
        Opening([.. new PickleBytes().Name("os", "system").Text("echo").Raw(0x85).Code("R").Done, .. Encoding.ASCII.GetBytes("rest")])
            .Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.PickleNameRefused);

    [Theory]
    [InlineData("builtins", "int")]
    [InlineData("builtins", "object")]
    [InlineData("torch", "FloatStorage")]
    [InlineData("torch._utils", "_rebuild_parameter")]
    [InlineData("numpy", "ndarray")]
    public void AllowedName_IsNotCalledOtherwise(string module, string name) => Refused(new PickleBytes().Name(module, name).Text("x").Raw(0x85).Code("R"));

    [Theory]
    [InlineData("i", "text instance")]
    [InlineData("o", "object")]
    [InlineData("P", "text reference")]
    [InlineData("\u0082", "extension")]
    [InlineData("\u0097", "out-of-band buffer")]
    [InlineData("I1\n", "text number")]
    public void StepsThatPlainDataDoesNotNeed_AreRefused(string code, string reason) => Refused(new PickleBytes().Code("(" + code + "os\nsystem\n"), reason);

    [Fact]
    public void DeepNesting_IsRefused()
    {
        Refused(new PickleBytes().Code("N").Times(100_000, "\u0085"));
        Refused(new PickleBytes().Times(100_000, "]").Times(99_999, "a"));
        Refused(new PickleBytes().Code("]q\0").Times(80, "]h\0aq\0"));
    }

    [Fact]
    public void DataThatContainsItself_IsRefused()
    {
        Refused(new PickleBytes().Code("]q\0h\0a"));
        Refused(new PickleBytes().Code("}q\0").Text("me").Code("h\0s"));
    }

    [Fact]
    public void ManyPathsThroughFewContainers_DoNotMultiply()
    {
        // Each list holds the last one ten times: 10^20 places.
        var pickle = new PickleBytes().Code("]q\0");
        for (int level = 0; level < 20; level++)
        {
            pickle.Code("]q\u0001(" + string.Concat(Enumerable.Repeat("h\0", 10)) + "eq\0");
        }

        using PytorchReader file = Open(PickleBytes.Zip(pickle.Done));
        file.Invoking(open => open.Entries).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.BadPytorchFile);
    }

    [Fact]
    public void CopiesOfALargeValue_AreBounded()
    {
        string text = new('x', 200_000);
        Refused(new PickleBytes().Code("]").Text(text).Code("q\0").Code("0").Times(100_000, "c_codecs\nencode\nh\0\u008C\u0006latin1\u0086Ra"));
        var pairs = new PickleBytes().Code("](");
        for (int i = 0; i < 10_000; i++)
        {
            pairs.Code("(").Number(i).Code("Nt");
        }

        Refused(pairs.Code("eq\u00010]").Times(10_000, "ccollections\nOrderedDict\nh\u0001\u0085Ra"));
    }

    [Fact]
    public void LengthsBeyondTheFile_AllocateNothing()
    {
        foreach (byte[] claim in new byte[][] { [(byte)'X', 255, 255, 255, 255], [0x8D, 255, 255, 255, 255, 255, 255, 255, 127], [(byte)'B', 255, 255, 255, 127], [0x8B, 255, 255, 255, 255] })
        {
            Refused(new PickleBytes().Raw(claim));
        }
    }

    [Fact]
    public void StackAndMemo_CannotBeUnderrun()
    {
        foreach (string codes in new[] { "0", "t", "(0", "R", "Nb", "NNR", "h\u0005", "s", "(Ns", "]NNs", "}(Nu", "Na", "\u0087", "(\u0085", "Q", ")Q", "e", "2" })
        {
            Refused(new PickleBytes().Code(codes));
        }
    }

    [Fact]
    public void TensorsOutsideTheirStorage_AreRefused()
    {
        float[] four = [1, 2, 3, 4];
        Opening(PickleBytes.Zip(new PickleBytes().Tensor(4, 1, [3], [1]).Done, four)).Should().NotThrow();
        foreach ((long stored, long offset, long[] shape, long[] strides) in new (long, long, long[], long[])[]
        {
            (4, 2, [3], [1]), (4, 0, [3], [2]), (4, 0, [-1], [1]), (4, 0, [2], [-1]), (4, -1, [1], [1]), (4, 0, [2, 2], [1]), (5, 0, [1], [1]), (long.MaxValue / 4, 0, [1], [1]), (-4, 0, [1], [1]),
            (4, 0, [1L << 40], [0]), (4, 0, [1L << 40, 1L << 40], [0, 0]), (4, 0, [2, 2], [long.MaxValue, long.MaxValue]), (4, 0, [long.MaxValue, 0, long.MaxValue], [1, 1, 1]), (4, long.MaxValue, [2], [1]),
        })
        {
            Opening(PickleBytes.Zip(new PickleBytes().Tensor(stored, offset, shape, strides).Done, four)).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.BadPytorchFile);
        }

        Opening(PickleBytes.Zip(new PickleBytes().Tensor(4, 0, [4], [1]).Done)).Should().Throw<HistoException>("its storage is missing").Which.Code.Should().Be(ErrorCodes.BadPytorchFile);
        Opening(PickleBytes.Zip(new PickleBytes().Tensor(4, 0, [4], [1], "QInt8Storage").Done, four)).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.PytorchUnsupported);
    }

    [Fact]
    public void Sharing_UpToTheLimitIsFine()
    {
        using PytorchReader file = Open(PickleBytes.Zip(new PickleBytes().Code("]q\0").Times(60, "]h\0aq\0").Done));
        file.TryGetValue(string.Join('.', Enumerable.Repeat("0", 60)), out object? deepest).Should().BeTrue();
        deepest.Should().BeAssignableTo<IReadOnlyList<object?>>().Which.Should().BeEmpty();
    }

    [Fact]
    public void OtherKindsOfFile_AreToldApart()
    {
        byte[] pickle = new PickleBytes().Code("}").Done;
        Opening(PickleBytes.Zip(pickle, byteOrder: "little")).Should().NotThrow();
        Unsupported(PickleBytes.Zip(pickle, byteOrder: "big"), "byte order");
        Unsupported(PickleBytes.Zip([.. pickle, .. new byte[4096]], level: CompressionLevel.SmallestSize), "compressed");
        Unsupported(PickleBytes.Zip(pickle, more: "any folder/constants.pkl"), "TorchScript");
        Opening(PickleBytes.Zip(pickle, more: "other/data.pkl")).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.BadPytorchFile);
        Opening(PickleBytes.Zip(pickle, more: "any folder/data.pkl")).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.BadPytorchFile);
        foreach (string text in new[] { string.Empty, "P", "PK\u0003\u0004", "<html>", "\u0080\u0002.", "\u0080\u0002N.", "\u0080" })
        {
            Opening(Encoding.Latin1.GetBytes(text)).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.BadPytorchFile);
        }
    }

    [Fact]
    public void OldFormatOfABigEndianMachine_IsToldNotRead()
    {
        byte[] machine = new PickleBytes().Code("}").Text("little_endian").Raw(0x89).Code("s").Done;
        byte[] magic = File.ReadAllBytes(PytorchFiles.Path("kinds_legacy.pt"))[..15], version = new PickleBytes().Number(1001).Done;
        Unsupported([.. magic, .. version, .. machine], "byte order");
    }

    public void Dispose() => _folder.Dispose();

    private void Refused(PickleBytes pickle, string reason = "") =>
        Opening(PickleBytes.Zip(pickle.Done)).Should().Throw<HistoException>(reason).Which.Code.Should().Be(ErrorCodes.BadPytorchFile, reason);

    private void Unsupported(byte[] file, string words) =>
        Opening(file).Should().Throw<HistoException>().Which.Should().Match<HistoException>(error => error.Code == ErrorCodes.PytorchUnsupported && error.Message.Contains(words));

    private Action Opening(byte[] file) => () => Open(file).Dispose();

    private PytorchReader Open(byte[] file)
    {
        File.WriteAllBytes(_folder.File("file.pt"), file);
        return new PytorchReader(_folder.File("file.pt"));
    }
}
