using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Histo.Benchmarks.Inputs;

/// <summary>Runs a measurement of this program in a process of its own, because a peak of memory cannot be taken back.</summary>
internal static class OwnProcess
{
    /// <summary>Runs this program, reads the JSON that it writes and shows it on the error stream.</summary>
    /// <param name="words">Its arguments.</param>
    public static JsonObject Measure(params IEnumerable<string> words)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        foreach (string word in words)
        {
            start.ArgumentList.Add(word);
        }

        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Console.Error.Write(output);
        return process.ExitCode == 0 ? JsonNode.Parse(output)!.AsObject() : throw new InvalidOperationException($"{string.Join(' ', words)} ended with {process.ExitCode}");
    }
}
