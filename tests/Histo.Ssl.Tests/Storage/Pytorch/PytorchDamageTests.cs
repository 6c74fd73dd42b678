using CsCheck;
using Histo.Ssl.Storage.Pytorch;
using Histo.TestKit;

namespace Histo.Ssl.Tests.Storage.Pytorch;

/// <summary>Damaged files: an error with a code, never another exception, never much memory.</summary>
public sealed class PytorchDamageTests : IDisposable
{
    private const long MostMemory = 64 << 20;
    private static readonly string[] Codes = [ErrorCodes.BadPytorchFile, ErrorCodes.PickleNameRefused, ErrorCodes.PytorchUnsupported];
    private readonly TempFolder _folder = new();

    [Theory]
    [InlineData("kinds_protocol2.pt")]
    [InlineData("kinds_protocol4.pt")]
    [InlineData("kinds_legacy.pt")]
    [InlineData("dino_vit.pth")]
    [InlineData("complex.pt")]
    public void MutatedBytes_OnlyEverGiveCodedErrors(string name)
    {
        byte[] good = File.ReadAllBytes(PytorchFiles.Path(name));
        string file = _folder.File(name);
        int opened = 0, refused = 0;

        // Most of the description stands in front, the directory at the end.
        Gen<int> place = Gen.OneOf(Gen.Int[0, Math.Min(4500, good.Length) - 1], Gen.Int[0, good.Length - 1], Gen.Int[Math.Max(0, good.Length - 1500), good.Length - 1]);
        Gen.Select(Gen.Select(place, Gen.Byte).Array[1, 4], Gen.Int[-9, good.Length]).Sample(
            (changes, cut) =>
            {
                byte[] bad = [.. good[..(cut > 0 && cut % 10 == 0 ? cut : good.Length)]];
                foreach ((int at, byte value) in changes.Where(change => change.Item1 < bad.Length))
                {
                    bad[at] = value;
                }

                File.WriteAllBytes(file, bad);
                long before = GC.GetAllocatedBytesForCurrentThread();
                try
                {
                    ReadAll(file);
                    opened++;
                }
                catch (HistoException error) when (Codes.Contains(error.Code))
                {
                    refused++;
                }

                return GC.GetAllocatedBytesForCurrentThread() - before < MostMemory;
            },
            iter: 3000,
            threads: 1);
        refused.Should().BeGreaterThan(100);
        (opened > 0 || name == "complex.pt").Should().BeTrue("some changes are harmless");
    }

    [Theory]
    [InlineData("kinds_protocol2.pt")]
    [InlineData("kinds_legacy.pt")]
    public void EveryTruncation_IsAnError(string name)
    {
        byte[] good = File.ReadAllBytes(PytorchFiles.Path(name));
        for (int length = 0; length < good.Length; length++)
        {
            File.WriteAllBytes(_folder.File(name), good[..length]);
            FluentActions.Invoking(() => ReadAll(_folder.File(name))).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.BadPytorchFile);
        }
    }

    [Fact]
    public void RandomSteps_OnlyEverGiveCodedErrors()
    {
        byte[] codes = [.. "JKMGNXTUCB)t]a}ds(012qrhjcRbQelu."u8, 0x80, 0x81, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8A, 0x8B, 0x8C, 0x8D, 0x8E, 0x8F, 0x90, 0x91, 0x93, 0x94, 0x95, 0x96, 0, 1, 2, 3, 10];
        Gen.Int[0, codes.Length - 1].Select(i => codes[i]).Array[0, 60].Sample(
            steps =>
            {
                File.WriteAllBytes(_folder.File("random.pt"), PickleBytes.Zip([0x80, 2, .. steps]));
                try
                {
                    ReadAll(_folder.File("random.pt"));
                    return true;
                }
                catch (HistoException error)
                {
                    return Codes.Contains(error.Code);
                }
            },
            iter: 5000,
            threads: 1);
    }

    public void Dispose() => _folder.Dispose();

    private static void ReadAll(string path)
    {
        using var file = new PytorchReader(path);
        foreach (PytorchTensor tensor in file.Entries.Values)
        {
            var part = new byte[Math.Min(tensor.ByteCount, 1 << 16)];
            file.Read(tensor, 0, part);
        }
    }
}
