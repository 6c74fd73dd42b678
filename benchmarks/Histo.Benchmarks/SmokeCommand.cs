using System.Diagnostics;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using Histo.Benchmarks.Inputs;

namespace Histo.Benchmarks;

/// <summary>Runs every benchmark once on small inputs: tells that they build and run, nothing about time.</summary>
internal static class SmokeCommand
{
    /// <param name="names">Names of the classes to run; none: all.</param>
    public static int Run(string[] names)
    {
        BenchmarkScale.Current = BenchmarkScale.Smoke;
        var clock = Stopwatch.StartNew();
        int ran = 0, failed = 0;
        foreach (Type subject in Subjects().Where(subject => names.Length == 0 || names.Contains(subject.Name, StringComparer.Ordinal)))
        {
            ILogger log = names.Length > 0 ? ConsoleLogger.Default : new AccumulationLogger();
            Summary summary = BenchmarkRunner.Run(subject, BenchmarkConfig.Once(log));
            int bad = summary.BenchmarksCases.Length - summary.Reports.Count(report => report.Success);
            bool empty = summary.BenchmarksCases.Length == 0 || summary.HasCriticalValidationErrors;
            ran += summary.BenchmarksCases.Length;
            failed += bad + (empty ? 1 : 0);
            Console.WriteLine($"{subject.Name}: {summary.BenchmarksCases.Length} cases, {bad} failed{(empty ? ", not runnable" : string.Empty)}");
            if (bad > 0 || empty)
            {
                Console.Error.WriteLine((log as AccumulationLogger)?.GetLog());
            }
        }

        Console.WriteLine($"{ran} cases, {failed} failures, {clock.Elapsed.TotalSeconds:0} s");
        return failed == 0 && ran > 0 ? 0 : 1;
    }

    private static IEnumerable<Type> Subjects() => typeof(SmokeCommand).Assembly.GetTypes()
        .Where(type => type.GetMethods().Any(method => method.IsDefined(typeof(BenchmarkAttribute), inherit: false)))
        .OrderBy(type => type.Name, StringComparer.Ordinal);
}
