using System.Text;
using Histo.Ssl.Build;

namespace Histo.Ssl.Tests;

public class HistoRuntimeTests
{
    [Fact]
    public void Check_Here_TorchLoads() => HistoRuntime.Check().Problem.Should().BeNull();

    [Theory]
    [InlineData(null, "torch", null, "TorchSharp's native library is not beside")]
    [InlineData("binding", null, null, "no libtorch package")]
    [InlineData("binding", "torch", "version `GLIBCXX_3.4.32' not found", "C++ runtime of this system is older")]
    [InlineData("binding", "torch", "version `GLIBC_2.38' not found", "C library of this system is too old")]
    [InlineData("binding", "torch", "file too short", "does not load: file too short")]
    public void Diagnose_Failure_NamesTheCauseAndAnAction(string? binding, string? torch, string? error, string problem)
    {
        RuntimeReport report = HistoRuntime.Diagnose(binding, torch, _ => error);
        report.TorchLoads.Should().BeFalse();
        report.Problem.Should().Contain(problem);
        report.Action.Should().NotBeNullOrEmpty();
    }

    [Fact]
    public void Diagnose_Loads_IsFine() => HistoRuntime.Diagnose("binding", "torch", _ => null).TorchLoads.Should().BeTrue();

    [SkippableOffLinuxFact]
    public void Build_ReLinkedTheCopyInTheOutputFolder()
    {
        string file = Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native", ElfRelinker.FileName);
        new FileInfo(file).LinkTarget.Should().BeNull("the package cache must not be written through a link");
        ElfRelinker.Relink(File.ReadAllBytes(file)).Should().Be("nothing to do");
    }

    [SkippableOffLinuxFact]
    public void Relink_FileWhoseSymbolIsAnother_IsLeftAlone()
    {
        string original = OriginalLibrary();
        byte[] image = File.ReadAllBytes(original);
        int at = Encoding.Latin1.GetString(image).IndexOf(ElfRelinker.NewSymbol, StringComparison.Ordinal);
        image[at + 4] ^= 1;
        ElfRelinker.Relink(image).Should().StartWith("left alone: the symbol that uses");
    }

    [SkippableOffLinuxFact]
    public void Relink_OriginalFile_ChangesOnlyTheReferenceToTheMarkerSymbol()
    {
        byte[] before = File.ReadAllBytes(OriginalLibrary()), after = [.. before];
        ElfRelinker.Relink(after).Should().Be("re-linked");
        after.Length.Should().Be(before.Length);
        before.Zip(after).Count(pair => pair.First != pair.Second).Should().BeInRange(10, 64);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not an ELF file, but longer than the sixty-four bytes that its header would have")]
    public void Relink_Garbage_IsLeftAlone(string content) => ElfRelinker.Relink(Encoding.ASCII.GetBytes(content)).Should().StartWith("left alone");

    private static string OriginalLibrary()
    {
        string link = Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native", "libc10.so");
        string packages = new FileInfo(link).LinkTarget is string target
            ? Path.GetFullPath(Path.Combine(Path.GetDirectoryName(target)!, "..", "..", "..", "..", ".."))
            : Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        return Path.Combine(packages, "torchsharp", "0.107.0", "runtimes", "linux-x64", "native", ElfRelinker.FileName);
    }

    private sealed class SkippableOffLinuxFactAttribute : FactAttribute
    {
        public SkippableOffLinuxFactAttribute()
        {
            if (!OperatingSystem.IsLinux())
            {
                Skip = "Only Linux needs the re-link step.";
            }
        }
    }
}
