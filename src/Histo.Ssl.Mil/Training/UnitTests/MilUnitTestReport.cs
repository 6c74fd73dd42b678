using System.Globalization;
using System.Text;
using Histo.Ssl.Mil.Aggregators;

namespace Histo.Ssl.Mil.Training;

/// <summary>The unit tests of several models as a table.</summary>
public sealed class MilUnitTestReport
{
    /// <summary>Makes a table of results.</summary>
    /// <param name="results">Every test of <see cref="MilUnitTest.All"/> for the first model, then for the second, and so on; kept.</param>
    public MilUnitTestReport(IReadOnlyList<MilUnitTestResult> results)
    {
        ArgumentNullException.ThrowIfNull(results);
        Results = results;
    }

    /// <summary>Gets the results: the tests of the first model, then those of the second, and so on.</summary>
    public IReadOnlyList<MilUnitTestResult> Results { get; }

    /// <summary>Runs every test with every aggregator of <see cref="AggregatorFactory"/>, with its default settings and two logits.</summary>
    /// <remarks>Takes minutes: RRT and TransMIL at their published width are most of it. With two softmax logits even max can learn "negative where this is"; with one logit it cannot.</remarks>
    /// <param name="options">Settings; null for the defaults.</param>
    /// <param name="progress">Told each result.</param>
    /// <param name="cancellation">Stops between two steps.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static MilUnitTestReport OfAllAggregators(MilUnitTestOptions? options = null, IProgress<MilUnitTestResult>? progress = null, CancellationToken cancellation = default) =>
        Of(AggregatorFactory.Names.Select(name => (Func<int, ulong, IMilAggregator>)((features, seed) => AggregatorFactory.Create(new AggregatorOptions { Name = name }, features, 2, seed))), options, progress, cancellation);

    /// <summary>Runs every test with some models.</summary>
    /// <param name="models">Each makes a new model from the number of features and a seed.</param>
    /// <param name="options">Settings; null for the defaults.</param>
    /// <param name="progress">Told each result.</param>
    /// <param name="cancellation">Stops between two steps.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static MilUnitTestReport Of(IEnumerable<Func<int, ulong, IMilAggregator>> models, MilUnitTestOptions? options = null, IProgress<MilUnitTestResult>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(models);
        var runner = new MilUnitTestRunner(options);
        List<MilUnitTestResult> results = [];
        foreach (Func<int, ulong, IMilAggregator> model in models)
        {
            foreach (MilUnitTest test in MilUnitTest.All)
            {
                results.Add(runner.Run(test, model, cancellation));
                progress?.Report(results[^1]);
            }
        }

        return new MilUnitTestReport(results);
    }

    /// <summary>Returns the results as a Markdown table: for each test the AUC on test bags, in brackets that on new bags of the training kind, and the verdict.</summary>
    public string ToMarkdown()
    {
        var text = new StringBuilder("| aggregator |");
        foreach (MilUnitTest test in MilUnitTest.All)
        {
            text.Append(CultureInfo.InvariantCulture, $" {test.Name} |");
        }

        text.Append("\n|---|").Append(string.Concat(Enumerable.Repeat("---|", MilUnitTest.All.Count))).Append('\n');
        foreach (MilUnitTestResult[] row in Results.Chunk(MilUnitTest.All.Count))
        {
            text.Append(CultureInfo.InvariantCulture, $"| {row[0].Aggregator} |");
            foreach (MilUnitTestResult result in row)
            {
                text.Append(CultureInfo.InvariantCulture, $" {(result.Passed ? "pass" : "fail")} {result.TestAuc:0.00} ({result.TrainingAuc:0.00}) |");
            }

            text.Append('\n');
        }

        return text.ToString();
    }
}
