using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace Histo.Benchmarks;

/// <summary>How benchmarks run: in this process, because the torch natives are linked into this program's folder and a generated program would not find them.</summary>
internal static class BenchmarkConfig
{
    /// <summary>Short jobs with memory figures.</summary>
    public static IConfig Measured() => DefaultConfig.Instance
        .AddJob(Job.ShortRun.WithToolchain(new InProcessEmitToolchain(TimeSpan.FromMinutes(10), logOutput: true)))
        .AddDiagnoser(MemoryDiagnoser.Default);

    /// <summary>Each benchmark once, without figures.</summary>
    public static IConfig Once(ILogger log) => ManualConfig.CreateEmpty()
        .AddJob(Job.Dry.WithToolchain(new InProcessEmitToolchain(TimeSpan.FromMinutes(1), logOutput: true)))
        .AddColumnProvider(DefaultColumnProviders.Instance)
        .AddLogger(log)
        .WithOptions(ConfigOptions.DisableLogFile);
}
