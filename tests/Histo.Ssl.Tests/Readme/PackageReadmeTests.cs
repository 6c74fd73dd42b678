using System.Globalization;
using System.Text.RegularExpressions;
using Histo.Ssl.Slides.Synthetic;
using Histo.TestKit;

namespace Histo.Ssl.Tests.Readme;

public partial class PackageReadmeTests
{
    private static readonly string Readme = Read("src", "Histo.Ssl", "package-readme.md");

    [Fact]
    public void QuickStart_IsTheFileThatIsCompiled()
    {
        string file = Read("tests", "Histo.Ssl.Tests", "Readme", "QuickStart.cs");
        string usings = file[..file.IndexOf("\nnamespace ", StringComparison.Ordinal)];
        string body = Body().Match(file).Groups[1].Value;
        Code("csharp").Should().Be(usings + "\n" + Indent().Replace(body, string.Empty));
    }

    [Fact]
    public void QuickStart_Run_PrintsTilesAndFallingLoss()
    {
        using var folder = new TempFolder();
        string manifest = SyntheticCohort.Write(folder.FullPath, new SyntheticCohortOptions { Slide = new SyntheticSlideOptions { Width = 1024, Height = 1024 }, SlideCount = 1 });
        TextWriter console = Console.Out;
        using var written = new StringWriter(CultureInfo.InvariantCulture);
        Console.SetOut(TextWriter.Synchronized(written));
        try
        {
            QuickStart.Run([manifest]);
        }
        finally
        {
            Console.SetOut(console);
        }

        string[] lines = written.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Should().HaveCount(3);
        lines[0].Should().MatchRegex(@"^\d+ tiles of 1 slides$");
        Match loss = Loss().Match(lines[1]);
        double.Parse(loss.Groups[2].Value, CultureInfo.CurrentCulture).Should().BeLessThan(double.Parse(loss.Groups[1].Value, CultureInfo.CurrentCulture));
        File.Exists(lines[2]).Should().BeTrue();
        Directory.Delete(Path.GetDirectoryName(lines[2])!, recursive: true);
    }

    [Fact]
    public void Output_InTheReadme_HasTheLinesThatAreWritten()
    {
        string[] lines = Code("text").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Should().HaveCount(3);
        lines[0].Should().MatchRegex(@"^\d+ tiles of 2 slides$");
        lines[1].Should().MatchRegex(Loss().ToString());
    }

    private static string Read(params string[] parts) => File.ReadAllText(Path.Combine([TestData.RepositoryRoot, .. parts])).ReplaceLineEndings("\n");

    private static string Code(string language) => Regex.Match(Readme, $"```{language}\n(.*?)```", RegexOptions.Singleline).Groups[1].Value;

    [GeneratedRegex(@"Run\(string\[\] args\)\n    \{\n(.*?)    \}\n", RegexOptions.Singleline)]
    private static partial Regex Body();

    [GeneratedRegex("^ {8}", RegexOptions.Multiline)]
    private static partial Regex Indent();

    [GeneratedRegex(@"^loss ([\d.,]+) -> ([\d.,]+)$")]
    private static partial Regex Loss();
}
