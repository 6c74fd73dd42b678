using System.Numerics;
using Histo.Ssl.Storage;
using Histo.Ssl.Storage.Pytorch;
using Histo.TestKit;

namespace Histo.Ssl.Tests.Storage.Pytorch;

/// <summary>Files that PyTorch wrote.</summary>
public class PytorchReaderTests
{
    public static TheoryData<string> Kinds => ["kinds_protocol2.pt", "kinds_protocol4.pt", "kinds_legacy.pt"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Views_AreGatheredIntoRowMajorOrder(string name)
    {
        using var file = new PytorchReader(PytorchFiles.Path(name));
        float[] values = PytorchFiles.Values(0, 24);

        file.Entry("transposed").Shape.Should().Equal(6, 4);
        file.Entry("transposed").IsContiguous.Should().BeFalse();
        file.ReadArray<float>("transposed").Should().Equal(from column in Enumerable.Range(0, 6) from row in Enumerable.Range(0, 4) select values[(row * 6) + column]);
        file.ReadArray<float>("column").Should().Equal(values[2], values[8], values[14], values[20]);
        file.ReadArray<float>("middle").Should().Equal(values[7], values[8], values[9], values[13], values[14], values[15]);
        file.ReadArray<float>("expanded").Should().Equal([.. values[..6], .. values[..6], .. values[..6]]);
        file.ReadArray<float>("array").Should().Equal(values, "a NumPy array whose first index runs fastest");
        file.Entry("channels_last").Strides.Should().Equal(60, 1, 15, 3);
        file.ReadArray<float>("channels_last").Should().Equal(PytorchFiles.Values(1, 120));
        file.Entry("parameter").StorageKey.Should().Be(file.Entry("middle").StorageKey, "views share their storage");
        file.Entry("middle").StorageOffset.Should().Be(7);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Parts_OfAView_AreThoseOfTheWhole(string name)
    {
        using var file = new PytorchReader(PytorchFiles.Path(name));
        PytorchTensor tensor = file.Entry("channels_last");
        var all = new byte[tensor.ByteCount];
        file.Read(tensor, all);
        for (int start = 0; start < all.Length; start += 4 * 7)
        {
            var part = new byte[Math.Min(4 * 7, all.Length - start)];
            file.Read(tensor, start, part);
            part.Should().Equal(all[start..(start + part.Length)]);
        }

        file.Invoking(open => open.Read(tensor, 2, new byte[4])).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.WrongShape);
        file.Invoking(open => open.Read(tensor, all.Length - 4, new byte[8])).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.WrongShape);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void ElementTypes_AreKept(string name)
    {
        using var file = new PytorchReader(PytorchFiles.Path(name));
        float[] values = PytorchFiles.Values(0, 24);

        file.ReadArray<Half>("half").Should().Equal(values.Select(value => (Half)value));
        file.ReadArray<double>("double").Should().Equal(values.Select(value => (double)value));
        file.Entry("bfloat16").Type.Should().Be(ElementType.BF16);
        file.ReadArray<ushort>("bfloat16").Zip(values).Should().OnlyContain(pair => Math.Abs(BitConverter.UInt32BitsToSingle((uint)pair.First << 16) - pair.Second) <= Math.Abs(pair.Second) / 256);
        file.ReadArray<sbyte>("int8").Should().Equal(-1, 2);
        file.ReadArray<short>("int16").Should().Equal(-300, 2);
        file.ReadArray<int>("int32").Should().Equal(-70000, 2);
        file.ReadArray<byte>("uint8").Should().Equal(200, 2);
        file.ReadArray<bool>("bool").Should().Equal(true, false);
        file.ReadArray<int>("int array").Should().Equal(0, 1, 2, 3, 4, 5);
        file.Entry("scalar").Shape.Should().BeEmpty();
        file.ReadArray<float>("scalar").Should().Equal(2.5f);
        file.Entry("empty").Shape.Should().Equal(0, 3);
        file.ReadArray<float>("empty").Should().BeEmpty();
        file.Invoking(open => open.ReadArray<float>("double")).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.TensorNotFound);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void EverythingElse_IsPlainData(string name)
    {
        using var file = new PytorchReader(PytorchFiles.Path(name));

        Value(file, "numbers").Should().BeAssignableTo<IReadOnlyList<object?>>().Which.Take(6).Should().Equal(1L, -2L, 3.5, BigInteger.Pow(2, 70), true, null);
        Value(file, "numbers.6.1").Should().Be("text");
        Value(file, "bytes").Should().BeOfType<byte[]>().Which.Should().Equal(0, 255);
        Value(file, "size.1").Should().Be(6L);
        Value(file, "device").Should().Be("cuda:1");
        Value(file, "dtype").Should().Be("torch.float16");
        Value(file, "set.0").Should().Be(1L);
        Value(file, "by number.0").Should().Be("a");
        file.Entries.Should().ContainKey("by number.1.deep");
        file.TryGetValue("by number.2", out _).Should().BeFalse();
    }

    [Fact]
    public void DinoCheckpoint_IsATreeToPickFrom()
    {
        using var file = new PytorchReader(PytorchFiles.Path("dino_vit.pth"));

        Value(file, "epoch").Should().Be(7L);
        Value(file, "best").Should().Be(0.5);
        Value(file, "args.arch").Should().Be("vit_tiny");
        Value(file, "args.global_crops_scale.1").Should().Be(1.0);
        file.Tensors("teacher").Should().HaveCount(32).And.ContainKey("backbone.blocks.1.mlp.fc2.bias");
        file.Entries.Should().ContainKey("teacher.backbone.cls_token").And.ContainKey("optimizer.state.0.exp_avg");
        file.ReadArray<float>("teacher.backbone.pos_embed").Should().Equal(PytorchFiles.Values(1, 40));
        file.ReadArray<float>("student.module.backbone.pos_embed").Should().Equal(PytorchFiles.Values(1, 40).Select(value => value - 1));
        file.Invoking(open => open.Tensors("nobody")).Should().Throw<HistoException>().Which.Seen.Should().Contain("teacher");
    }

    [Theory]
    [InlineData("resnet18_width1.pth")]
    [InlineData("resnet18_width1_legacy.pth")]
    public void StateDictionary_HasItsNamesInOrderAndItsValues(string name)
    {
        using var file = new PytorchReader(PytorchFiles.Path(name));
        file.Entries.Should().HaveCount(122);
        int i = 0;
        foreach ((string key, PytorchTensor tensor) in file.Entries)
        {
            if (tensor.Type == ElementType.I64)
            {
                file.ReadArray<long>(key).Should().Equal(i);
            }
            else
            {
                file.ReadArray<float>(key).Should().Equal(PytorchFiles.Values(i, tensor.Count), key);
            }

            i++;
        }
    }

    [Fact]
    public void UnsignedTensorOfPytorch2_IsReadFromItsUntypedStorage()
    {
        // Written by hand as PyTorch 2 does for types that have no storage class of their own: two uint16 from the second one on.
        byte[] pickle = new PickleBytes().Name("torch._utils", "_rebuild_parameter").Code("(")
            .Name("torch._utils", "_rebuild_tensor_v3").Code("((").Text("storage").Name("torch.storage", "UntypedStorage").Text("0").Text("cpu").Number(8).Code("tQ")
            .Code("K\u0001K\u0002\u0085K\u0001\u0085\u0089ccollections\nOrderedDict\n)R").Name("torch", "uint16").Code("tR\u0088ccollections\nOrderedDict\n)RtR").Done;
        using var folder = new TempFolder();
        File.WriteAllBytes(folder.File("x.pt"), PickleBytes.Zip(pickle, [BitConverter.Int32BitsToSingle(0x20001), BitConverter.Int32BitsToSingle(0x4FFFF)], "little"));

        using var file = new PytorchReader(folder.File("x.pt"));

        file.Entry(string.Empty).Type.Should().Be(ElementType.U16);
        file.ReadArray<ushort>(string.Empty).Should().Equal(2, 0xFFFF);
    }

    [Fact]
    public void StorageViewOfTheOldFormat_StartsWhereItSays()
    {
        // Before PyTorch 0.4, storages could be parts of others: (key, first element, number of elements).
        byte[] magic = File.ReadAllBytes(PytorchFiles.Path("kinds_legacy.pt"))[..15];
        byte[] tensor = new PickleBytes().Name("torch._utils", "_rebuild_tensor").Code("((").Text("storage").Name("torch", "IntStorage").Text("7").Text("cpu").Number(4)
            .Code("(").Text("8").Code("K\u0001K\u0002ttQK\u0000K\u0002\u0085K\u0001\u0085tR").Done;
        byte[] file = [.. magic, .. new PickleBytes().Number(1001).Done, .. new PickleBytes().Code("}").Text("little_endian").Raw(0x88).Code("s").Done, .. tensor,
            .. new PickleBytes().Code("]").Text("7").Code("a").Done, .. BitConverter.GetBytes(4L), .. new[] { 10, 11, 12, 13 }.SelectMany(BitConverter.GetBytes)];
        using var folder = new TempFolder();
        File.WriteAllBytes(folder.File("x.pt"), file);

        using var reader = new PytorchReader(folder.File("x.pt"));

        reader.ReadArray<int>(string.Empty).Should().Equal(11, 12);
        reader.Entry(string.Empty).StorageOffset.Should().Be(1);
    }

    [Fact]
    public void ComplexNumbers_AreToldNotRead() =>
        FluentActions.Invoking(() => new PytorchReader(PytorchFiles.Path("complex.pt"))).Should().Throw<HistoException>()
            .Which.Should().Match<HistoException>(error => error.Code == ErrorCodes.PytorchUnsupported && error.Message.Contains("ComplexFloatStorage"));

    [Fact]
    public void MissingFile_IsHS0006() =>
        FluentActions.Invoking(() => new PytorchReader("nowhere.pt")).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.BadPytorchFile);

    private static object? Value(PytorchReader file, string path)
    {
        file.TryGetValue(path, out object? value).Should().BeTrue(path);
        return value;
    }
}
