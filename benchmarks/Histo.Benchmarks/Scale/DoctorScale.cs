using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Histo.Benchmarks.Scale;

/// <summary><c>histo doctor</c> on a folder of slides, as a user starts it.</summary>
internal static class DoctorScale
{
    public static JsonObject Run(string console, string folder, int slides)
    {
        long start = Stopwatch.GetTimestamp();
        using Process process = Process.Start(new ProcessStartInfo(console, ["doctor", folder, "--json"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        JsonArray found = process.ExitCode == 0 ? JsonNode.Parse(output)!.AsArray() : throw new InvalidOperationException($"histo doctor ended with {process.ExitCode}. {errors.Result}");
        return found.Count == slides
            ? new JsonObject { ["slides"] = slides, ["seconds"] = Math.Round(seconds, 2), ["regionsRead"] = found.Sum(slide => slide!["regionsRead"]!.GetValue<int>()) }
            : throw new InvalidOperationException($"histo doctor looked at {found.Count} slides of {slides}.");
    }
}
