using System.Text.Json.Nodes;

namespace Histo.Cli.Tests;

/// <summary><c>histo bench</c> as its users run it.</summary>
[Collection(ConsoleCohort.Name)]
public sealed class BenchCommandTests(ConsoleCohort cohort)
{
    private static readonly string[] Small = ["--mpp", "1", "--tile", "32", "--recipe", "tiny", "--objective", "vicreg", "--sampler", "spatial", "--batch", "4", "--seconds", "0"];

    [Fact]
    public void Bench_Json_TellsSharesLimitAndAdvice()
    {
        ConsoleResult result = ConsoleProcess.Run(["bench", "--manifest", cohort.Manifest, .. Small, "--json"]);
        result.ExitCode.Should().Be(0, "{0}", result);
        JsonNode found = result.Json;
        new[] { "waitingShare", "viewShare", "computeShare" }.Sum(name => (double)found[name]!).Should().BeInRange(0.9, 1.01);
        ((double)found["tilesPerSecond"]!).Should().BePositive();
        ((double)found["pairsPerSecond"]!).Should().BePositive();
        ((double)found["diskMegabytesPerSecond"]!).Should().BePositive();
        ((int)found["steps"]!).Should().BeGreaterThanOrEqualTo(3);
        ((string?)found["limit"]).Should().BeOneOf("disk", "decoding", "views", "compute");
        found["advice"]!.AsArray().Should().NotBeEmpty();
    }

    [Fact]
    public void Bench_People_SeeTheLimit() =>
        ConsoleProcess.Run(["bench", "--manifest", cohort.Manifest, .. Small]).Output.Should().ContainAll("read and decode", "pairs/s", "Limit: ");

    [Theory]
    [InlineData("-1")]
    [InlineData("NaN")]
    public void Bench_ImpossibleSeconds_IsWrongUsage(string seconds) =>
        ConsoleProcess.Run(["bench", "--manifest", cohort.Manifest, "--seconds", seconds]).ExitCode.Should().Be(2);
}
