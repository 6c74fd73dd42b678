using System.Text.Json.Nodes;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using Histo.Benchmarks.Tables;

namespace Histo.Benchmarks.Operations;

/// <summary>What each operation on views costs, by BenchmarkDotNet.</summary>
internal static class OperationsCommand
{
    public static int Run(string file)
    {
        string load = Machine.Load();
        Summary summary = BenchmarkRunner.Run<ViewOperationBenchmarks>(BenchmarkConfig.Measured());
        var operations = new JsonArray();
        foreach (BenchmarkReport report in summary.Reports.Where(report => report.ResultStatistics is not null))
        {
            operations.Add(new JsonObject
            {
                ["operation"] = Parameter(report, nameof(ViewOperationBenchmarks.Operation)),
                ["executor"] = Parameter(report, nameof(ViewOperationBenchmarks.Executor)),
                ["milliseconds"] = report.ResultStatistics!.Mean / 1e6,
                ["deviation"] = report.ResultStatistics.StandardDeviation / 1e6,
                ["allocated"] = report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase),
            });
        }

        bool complete = operations.Count == summary.BenchmarksCases.Length && operations.Count > 0;
        MeasuredFile.Write(file, load, new JsonObject { ["viewsInBatch"] = 2 * Inputs.BenchmarkScale.Current.ViewPairs, ["operations"] = operations });
        return complete ? 0 : 1;
    }

    private static string Parameter(BenchmarkReport report, string name) => (string)report.BenchmarkCase.Parameters[name];
}
