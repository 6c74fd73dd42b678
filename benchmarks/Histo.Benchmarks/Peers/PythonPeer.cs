using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Histo.Benchmarks.Inputs;

namespace Histo.Benchmarks.Peers;

/// <summary>A Python program that measures the same work in another library. It stays loaded and is asked run by run, so that its runs can alternate with ours.</summary>
internal sealed class PythonPeer : IDisposable
{
    private readonly Process _process;

    private PythonPeer(Process process, string version) => (_process, Version) = (process, version);

    /// <summary>Gets the version of the other library.</summary>
    public string Version { get; }

    /// <summary>Starts a program.</summary>
    /// <param name="script">Name of a file beside this one.</param>
    /// <param name="threads">Threads of the libraries underneath.</param>
    /// <param name="arguments">Arguments of the program.</param>
    /// <param name="reason">Why it cannot be run; empty when it can.</param>
    /// <returns>The program, ready; null when this machine cannot run it.</returns>
    public static PythonPeer? Start(string script, int threads, IReadOnlyCollection<string> arguments, out string reason)
    {
        // The system's own may not be the first one: the packages belong to it.
        PythonPeer? peer = Start("python3", script, threads, arguments, out reason);
        return peer ?? (File.Exists("/usr/bin/python3") ? Start("/usr/bin/python3", script, threads, arguments, out reason) : null);
    }

    /// <summary>Asks for one run.</summary>
    /// <returns>The number that it answers with.</returns>
    public double Run(string request)
    {
        _process.StandardInput.WriteLine(request);
        return double.Parse(_process.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"The Python program ended at '{request}'."), CultureInfo.InvariantCulture);
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private static PythonPeer? Start(string python, string script, int threads, IEnumerable<string> arguments, out string reason)
    {
        var start = new ProcessStartInfo(python) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Peers", script));
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (string name in new[] { "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS" })
        {
            start.Environment[name] = threads.ToString(CultureInfo.InvariantCulture);
        }

        try
        {
            Process process = Process.Start(Limits.WithSameHeap(start))!;
            var error = new StringBuilder();
            process.ErrorDataReceived += (_, line) => error.AppendLine(line.Data);
            process.BeginErrorReadLine();
            if (process.StandardOutput.ReadLine()?.Split(' ') is ["ready", string version])
            {
                reason = string.Empty;
                return new PythonPeer(process, version);
            }

            process.Kill();
            process.WaitForExit();
            reason = $"{script} did not start: {error.ToString().TrimEnd().Split('\n')[^1]}";
            process.Dispose();
        }
        catch (Win32Exception)
        {
            reason = $"there is no {python}";
        }

        return null;
    }
}
