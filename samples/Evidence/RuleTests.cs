using Histo.Ssl.Mil.Aggregators;
using Histo.Ssl.Mil.Training;

namespace Histo.Evidence;

/// <summary>The Raff and Holt unit tests: aggregators with their default settings (TransMIL narrower) and two logits, and the maximum with a single one.</summary>
internal static class RuleTests
{
    // At its published width of 512 TransMIL alone takes most of the time.
    private const int TransMilWidth = 64;

    public static string Run(IReadOnlyList<string> names, Action<string> tell, CancellationToken cancellation)
    {
        var progress = new Told(tell);
        List<MilUnitTestResult> results = [.. MilUnitTestReport.Of(names.Select(name => Maker(name, logits: 2)), progress: progress, cancellation: cancellation).Results];
        if (names.Contains(MaxPooling.AggregatorName))
        {
            results.AddRange(MilUnitTestReport.Of([Maker(MaxPooling.AggregatorName, logits: 1)], progress: progress, cancellation: cancellation).Results.Select(each => each with { Aggregator = each.Aggregator + ", one logit" }));
        }

        return new MilUnitTestReport(results).ToMarkdown();
    }

    private static Func<int, ulong, IMilAggregator> Maker(string name, int logits) => (features, seed) => AggregatorFactory.Create(new AggregatorOptions { Name = name, TransMil = { Width = TransMilWidth } }, features, logits, seed);

    private sealed class Told(Action<string> tell) : IProgress<MilUnitTestResult>
    {
        public void Report(MilUnitTestResult value) => tell(value.ToString());
    }
}
