using Histo.TestKit;
using Histo.TestKit.Golden;
using Xunit.Abstractions;

namespace Histo.Ssl.Mil.Tests.Golden;

/// <summary>Every case of every reference file of the folder mil.</summary>
public class GoldenTests(ITestOutputHelper output)
{
    private static readonly GoldenSuite Suite = new("mil", typeof(GoldenTests).Assembly);

    public static TheoryData<string, string> Cases()
    {
        var data = new TheoryData<string, string>();
        foreach ((string stem, string name) in Suite.Cases().Where(each => Suite.Knows(each.Stem)))
        {
            data.Add(stem, name);
        }

        return data;
    }

    [GoldenTheory]
    [MemberData(nameof(Cases))]
    public void Case_MatchesTheReference(string stem, string name) => Suite.Run(stem, name);

    [Fact]
    public void Summary_IsWritten()
    {
        string summary = Suite.Summary();
        output.WriteLine(summary);
        string folder = Path.Combine(TestData.RepositoryRoot, "artifacts", "test-results");
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "golden-mil.txt"), summary + "\n");
        summary.Should().StartWith("golden: ");
    }
}
