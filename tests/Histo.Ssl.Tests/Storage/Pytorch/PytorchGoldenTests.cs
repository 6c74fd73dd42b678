using System.Runtime.InteropServices;
using System.Text.Json;
using Histo.Ssl.Storage;
using Histo.Ssl.Storage.Pytorch;
using Histo.TestKit;
using Histo.TestKit.Golden;

namespace Histo.Ssl.Tests.Storage.Pytorch;

/// <summary>The reference files of feature-stores/torch-pt: shapes, types and bytes.</summary>
public class PytorchGoldenTests
{
    private static string Folder => Path.Combine(TestData.GoldenFolder!, "feature-stores", "torch-pt");

    [GoldenTheory]
    [MemberData(nameof(Keys))]
    public void Tensor_EqualsTheReference(string key)
    {
        string[] parts = key.Split('/');
        using var expected = new SafetensorsReader(Path.Combine(Folder, "expected.safetensors"));
        using var file = new PytorchReader(Path.Combine(Folder, parts[0]));
        string name = parts.Length == 1 || parts[1] == "as_float32" ? string.Empty : parts[1];

        PytorchTensor tensor = file.Entry(name);
        var bytes = new byte[tensor.ByteCount];
        file.Read(tensor, bytes);

        TensorEntry reference = expected.Entry(key);
        tensor.Shape.Should().Equal(reference.Shape);
        if (tensor.Type == ElementType.BF16)
        {
            MemoryMarshal.Cast<byte, ushort>(bytes).ToArray().Select(bits => BitConverter.UInt32BitsToSingle((uint)bits << 16)).Should().Equal(expected.ReadArray<float>(key));
            return;
        }

        tensor.Type.Should().Be(reference.Type);
        var wanted = new byte[reference.ByteCount];
        expected.Read(reference, wanted);
        bytes.Should().Equal(wanted);
    }

    [GoldenTheory]
    [MemberData(nameof(Stems))]
    public void EveryTensorOfEveryFile_HasAReference(string file, string[] keys)
    {
        using var reader = new PytorchReader(Path.Combine(Folder, file));
        string[] entries = [.. reader.Entries.Keys.Select(name => name.Length == 0 ? (file == "bfloat16.pt" ? $"{file}/as_float32" : file) : $"{file}/{name}")];
        entries.Should().BeEquivalentTo(keys);
    }

    [GoldenTheory]
    [MemberData(nameof(Rejected))]
    public void FileThatMustBeRejected_IsRefusedByName(string file) =>
        FluentActions.Invoking(() => new PytorchReader(Path.Combine(Folder, file))).Should().Throw<HistoException>()
            .Which.Should().Match<HistoException>(error => error.Code == ErrorCodes.PickleNameRefused && error.Message.Contains("__builtin__.print"));

    public static IEnumerable<object[]> Keys() => Expected(file => file.Entries.Keys.Select(key => new object[] { key }));

    public static IEnumerable<object[]> Stems() => Expected(file => file.Entries.Keys.GroupBy(key => key.Split('/')[0]).Select(group => new object[] { group.Key, group.ToArray() }));

    public static IEnumerable<object[]> Rejected() => Expected(file => JsonSerializer.Deserialize<string[]>(file.Metadata["must_be_rejected"])!.Select(name => new object[] { name }));

    private static object[][] Expected(Func<SafetensorsReader, IEnumerable<object[]>> list)
    {
        if (TestData.GoldenFolder is null)
        {
            return [];
        }

        using var file = new SafetensorsReader(Path.Combine(Folder, "expected.safetensors"));
        return [.. list(file)];
    }
}
