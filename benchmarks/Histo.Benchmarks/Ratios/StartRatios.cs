using System.Diagnostics;
using System.Text.Json.Nodes;
using Histo.Benchmarks.Inputs;

namespace Histo.Benchmarks.Ratios;

/// <summary>How long the console takes to answer.</summary>
internal static class StartRatios
{
    private const int Runs = 10;

    public static void Measure(RatioFile file)
    {
        string? program = ConsoleProgram.Path;
        if (program is null)
        {
            file.Miss("helpSeconds", ConsoleProgram.Missing);
            return;
        }

        double[] seconds = [.. Enumerable.Range(0, Runs + 1).Select(_ => Time(program)).Skip(1)];
        file.Add("helpSeconds", PairedRuns.Median(seconds));
        file.Raw("helpSeconds", new JsonObject { ["lowest"] = RatioFile.Rounded(seconds.Min()), ["highest"] = RatioFile.Rounded(seconds.Max()), ["unit"] = "s" });
        file.Note("helpSeconds", "histo --help, the built program itself; median of 10 after one");
    }

    private static double Time(string program)
    {
        long start = Stopwatch.GetTimestamp();
        using Process process = Process.Start(new ProcessStartInfo(program, "--help") { RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? Stopwatch.GetElapsedTime(start).TotalSeconds : throw new InvalidOperationException($"{program} --help ended with {process.ExitCode}.");
    }
}
