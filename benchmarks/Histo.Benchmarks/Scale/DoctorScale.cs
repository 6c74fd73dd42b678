using System.Diagnostics;
using System.Text.Json.Nodes;
using Histo.Benchmarks.Inputs;

namespace Histo.Benchmarks.Scale;

/// <summary><c>histo doctor</c> on a folder of slides, as a user starts it.</summary>
internal static class DoctorScale
{
    public static JsonObject Run(string folder, int slides)
    {
        string program = ConsoleProgram.Path ?? throw new InvalidOperationException(ConsoleProgram.Missing);
        long start = Stopwatch.GetTimestamp();
        using Process process = Process.Start(new ProcessStartInfo(program, ["doctor", folder, "--json"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        JsonNode found = JsonNode.Parse(process.StandardOutput.ReadToEnd())!;
        process.WaitForExit();
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        int regions = found.AsArray().Sum(slide => slide!["regionsRead"]!.GetValue<int>());
        return process.ExitCode == 0 && found.AsArray().Count == slides
            ? new JsonObject { ["slides"] = slides, ["seconds"] = Math.Round(seconds, 2), ["regionsRead"] = regions }
            : throw new InvalidOperationException($"histo doctor ended with {process.ExitCode} after {found.AsArray().Count} slides. {errors.Result}");
    }
}
