using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Histo.Benchmarks.Ratios;

/// <summary>How long the console takes to answer.</summary>
internal static class StartRatios
{
    private const int Runs = 10;

    public static void Measure(RatioFile file)
    {
        string? program = Program();
        if (program is null)
        {
            file.Miss("helpSeconds", "the console is not built: dotnet build -c Release samples/Histo.Cli");
            return;
        }

        double[] seconds = [.. Enumerable.Range(0, Runs + 1).Select(_ => Time(program)).Skip(1)];
        file.Add("helpSeconds", PairedRuns.Median(seconds));
        file.Raw("helpSeconds", new JsonObject { ["lowest"] = RatioFile.Rounded(seconds.Min()), ["highest"] = RatioFile.Rounded(seconds.Max()), ["unit"] = "s" });
        file.Note("helpSeconds", "histo --help, the built program itself; median of 10 after one");
    }

    // Beside this program's output in the same tree of artifacts.
    private static string? Program()
    {
        string name = OperatingSystem.IsWindows() ? "histo.exe" : "histo";
        string path = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "Histo.Cli", Path.GetFileName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)), name));
        return File.Exists(path) ? path : null;
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
