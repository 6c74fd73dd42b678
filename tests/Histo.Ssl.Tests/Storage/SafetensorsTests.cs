using System.Text;
using CsCheck;
using Histo.Ssl.Storage;
using Histo.TestKit;

namespace Histo.Ssl.Tests.Storage;

public sealed class SafetensorsTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public void Save_ThenRead_GivesTheSameValues()
    {
        string path = _folder.File("a.safetensors");
        new SafetensorsWriter()
            .WithMetadata("note", "ä \"quoted\"")
            .Add<double>("wide", ElementType.F64, new[] { 1.5, -2 }, 2, 1)
            .Add<byte>("bytes", ElementType.U8, new byte[] { 1, 2, 3 }, 3)
            .Add<float>("scalar", ElementType.F32, new[] { 0.25f })
            .Add<float>("empty", ElementType.F32, Array.Empty<float>(), 0, 4)
            .Save(path);

        using var file = new SafetensorsReader(path);
        file.Metadata["note"].Should().Be("ä \"quoted\"");
        file.ReadArray<double>("wide").Should().Equal(1.5, -2);
        file.ReadArray<byte>("bytes").Should().Equal(1, 2, 3);
        file.ReadArray<float>("scalar").Should().Equal(0.25f);
        file.Entry("scalar").Shape.Should().BeEmpty();
        file.Entry("empty").Shape.Should().Equal(0, 4);
        (file.Entries.Values.Min(entry => entry.Offset) % 8).Should().Be(0);
    }

    [Fact]
    public void Save_EqualContentInAnotherOrder_GivesEqualBytes()
    {
        float[] a = [1, 2], b = [3];
        new SafetensorsWriter().Add<float>("a", ElementType.F32, a, 2).Add<float>("b", ElementType.F32, b, 1).Save(_folder.File("1"));
        new SafetensorsWriter().Add<float>("b", ElementType.F32, b, 1).Add<float>("a", ElementType.F32, a, 2).Save(_folder.File("2"));
        File.ReadAllBytes(_folder.File("1")).Should().Equal(File.ReadAllBytes(_folder.File("2")));
    }

    [Fact]
    public void Add_ShapeThatDoesNotFit_Throws() =>
        FluentActions.Invoking(() => new SafetensorsWriter().Add<float>("a", ElementType.F32, new float[3], 2, 2))
            .Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.WrongShape);

    [Theory]
    [InlineData("")]
    [InlineData("short")]
    [InlineData("\u0010\0\0\0\0\0\0\0{\"a\":{\"dtype\":")]
    [InlineData("\u0002\0\0\0\0\0\0\0[]")]
    public void Open_Garbage_ThrowsWithCode(string content)
    {
        File.WriteAllText(_folder.File("bad"), content, new UTF8Encoding(false));
        FluentActions.Invoking(() => new SafetensorsReader(_folder.File("bad")))
            .Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.BadTensorFile);
    }

    [Fact]
    public void Open_MutatedBytes_NeverThrowsAnythingElse()
    {
        string path = _folder.File("a.safetensors");
        new SafetensorsWriter().WithMetadata("k", "v").Add<double>("x", ElementType.F64, new double[4], 2, 2).Add<float>("y", ElementType.F32, new float[3], 3).Save(path);
        byte[] good = File.ReadAllBytes(path);
        Gen.Select(Gen.Int[0, good.Length - 1], Gen.Byte, Gen.Int[0, good.Length]).Sample(
            (at, value, length) =>
            {
                byte[] bad = [.. good[..length]];
                if (at < bad.Length)
                {
                    bad[at] = value;
                }

                string file = _folder.File("mutated");
                File.WriteAllBytes(file, bad);
                try
                {
                    using var reader = new SafetensorsReader(file);
                    foreach (TensorEntry entry in reader.Entries.Values)
                    {
                        reader.Read(entry, new byte[entry.ByteCount]);
                    }
                }
                catch (HistoException error)
                {
                    return error.Code == ErrorCodes.BadTensorFile;
                }

                return true;
            },
            iter: 5000,
            threads: 1);
    }

    public void Dispose() => _folder.Dispose();
}
