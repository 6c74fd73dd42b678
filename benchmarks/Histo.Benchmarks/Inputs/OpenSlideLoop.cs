using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Histo.Ssl.Slides.OpenSlide;

namespace Histo.Benchmarks.Inputs;

/// <summary>The bare loop in C over libopenslide, built with <c>cc</c> when it is first asked for.</summary>
internal static class OpenSlideLoop
{
    private static readonly Lazy<(string? Program, string Reason)> Built = new(Build);

    /// <summary>Gets whether it can be run.</summary>
    public static bool IsAvailable => Built.Value.Program is not null;

    /// <summary>Gets why it cannot be run; empty when it can.</summary>
    public static string Reason => Built.Value.Reason;

    /// <summary>Runs it once.</summary>
    public static LoopResult Read(BenchmarkSlide input, int offset, int threads)
    {
        string program = Built.Value.Program ?? throw new InvalidOperationException(Reason);
        (int code, string output, string error) = Execute(program, input.FilePath, Text(input.TileSize), Text(offset), Text(threads));
        string[] parts = output.Split(' ', StringSplitOptions.TrimEntries);
        return code == 0 && parts.Length == 2
            ? new LoopResult(long.Parse(parts[0], CultureInfo.InvariantCulture), double.Parse(parts[1], CultureInfo.InvariantCulture))
            : throw new InvalidOperationException($"The loop in C failed with {code}: {error}");
    }

    private static (string? Program, string Reason) Build()
    {
        if (!OperatingSystem.IsLinux())
        {
            return (null, "the loop in C is built on Linux only");
        }

        if (!OpenSlideLibrary.Installed.IsAvailable)
        {
            return (null, OpenSlideLibrary.Installed.Reason);
        }

        string program = WorkFolder.File("openslide_loop");
        try
        {
            (int code, _, string error) = Execute("cc", "-O2", "-o", program, Path.Combine(AppContext.BaseDirectory, "Native", "openslide_loop.c"), "-ldl", "-lpthread");
            return code == 0 ? (program, string.Empty) : (null, "cc failed: " + error);
        }
        catch (Win32Exception)
        {
            return (null, "there is no C compiler (cc)");
        }
    }

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static (int Code, string Output, string Error) Execute(string program, params string[] arguments)
    {
        using Process process = Process.Start(Limits.WithSameHeap(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true }))!;
        string output = process.StandardOutput.ReadToEnd(), error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output.Trim(), error.Trim());
    }
}
