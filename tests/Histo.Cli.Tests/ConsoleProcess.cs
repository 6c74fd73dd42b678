using System.Diagnostics;
using System.Text;
using Histo.TestKit;

namespace Histo.Cli.Tests;

/// <summary>The console as its users run it: a process of its own, with a time limit.</summary>
public sealed class ConsoleProcess : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);
    private readonly Process _process;
    private readonly StringBuilder _output = new(), _errors = new();

    private ConsoleProcess(string[] arguments, string? loaderLog = null)
    {
        // A shell without job control starts what it puts in the background with interrupts ignored, and that is inherited.
        string[] command = OperatingSystem.IsLinux() ? ["env", "--default-signal=INT", "dotnet", Program] : ["dotnet", Program];
        var start = new ProcessStartInfo(command[0], [.. command[1..], .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, UseShellExecute = false };
        // The tests' own processes run side by side.
        start.Environment["OMP_NUM_THREADS"] = "1";
        if (loaderLog is not null)
        {
            (start.Environment["LD_DEBUG"], start.Environment["LD_DEBUG_OUTPUT"]) = ("files", loaderLog);
        }

        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Append(_output, line.Data);
        _process.ErrorDataReceived += (_, line) => Append(_errors, line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>The program that was built with these tests.</summary>
    private static string Program { get; } = Path.Combine(TestData.RepositoryRoot, "artifacts", "bin", "Histo.Cli", Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)), "histo.dll");

    public static ConsoleProcess Start(params string[] arguments) => new(arguments);

    public static ConsoleResult Run(params string[] arguments)
    {
        using ConsoleProcess process = Start(arguments);
        return process.Wait();
    }

    /// <summary>Runs, and writes what the loader of Linux says of each library to files with this prefix.</summary>
    public static ConsoleResult RunWithLoaderLog(string prefix, params string[] arguments)
    {
        using ConsoleProcess process = new(arguments, prefix);
        return process.Wait();
    }

    /// <summary>Waits for the end.</summary>
    public ConsoleResult Wait()
    {
        if (!_process.WaitForExit(Limit))
        {
            _process.Kill(entireProcessTree: true);
            throw new TimeoutException($"histo did not end within {Limit}:\n{_output}\n{_errors}");
        }

        _process.WaitForExit();
        lock (_output)
        {
            return new ConsoleResult(_process.ExitCode, _output.ToString(), _errors.ToString());
        }
    }

    /// <summary>Waits until something has happened; a process that ends before is a failure.</summary>
    public void WaitUntil(Func<bool> happened)
    {
        var clock = Stopwatch.StartNew();
        while (!happened())
        {
            if (_process.HasExited || clock.Elapsed > Limit)
            {
                throw new InvalidOperationException($"histo ended too early or waited too long: {Wait()}");
            }

            Thread.Sleep(5);
        }
    }

    /// <summary>Ends the process as <c>kill -9</c> does.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>Sends what Ctrl-C sends.</summary>
    public void Interrupt()
    {
        using Process kill = Process.Start("kill", ["-INT", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }

    private void Append(StringBuilder text, string? line)
    {
        if (line is not null)
        {
            lock (_output)
            {
                text.AppendLine(line);
            }
        }
    }
}
