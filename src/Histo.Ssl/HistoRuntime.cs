using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Histo.Ssl;

/// <summary>Tells whether the native libraries that the torch rooms need can be loaded, and if not, what is really wrong.</summary>
public static class HistoRuntime
{
    private static readonly Lazy<RuntimeReport> Report = new(Examine);

    /// <summary>Tries to load the torch natives without calling TorchSharp first: its own message blames a missing package whatever the cause. Never throws.</summary>
    /// <returns>What was found; the same report each time.</returns>
    public static RuntimeReport Check() => Report.Value;

    /// <summary>Throws unless torch can be used.</summary>
    /// <exception cref="HistoException">HS0005: with the cause and what to install.</exception>
    public static void RequireTorch()
    {
        RuntimeReport report = Check();
        if (!report.TorchLoads)
        {
            throw new HistoException(ErrorCodes.TorchUnavailable, "the torch natives cannot be loaded", RuntimeInformation.RuntimeIdentifier, report.Problem, action: report.Action);
        }
    }

    internal static RuntimeReport Diagnose(string? binding, string? torch, Func<string, string?> loadError)
    {
        if (binding is null)
        {
            return RuntimeReport.Broken(
                "TorchSharp's native library is not beside the application",
                "Build or publish for this platform (linux-x64, win-x64, osx-arm64); TorchSharp has no natives for others.");
        }

        if (torch is null)
        {
            return RuntimeReport.Broken(
                "no libtorch package is referenced: libtorch is not beside the application",
                "Add one to the application: dotnet add package libtorch-cpu-linux-x64 --version 2.10.0 (Linux) or dotnet add package TorchSharp-cpu --version 0.107.0.");
        }

        string? error = loadError(binding);
        if (error is null)
        {
            return new RuntimeReport(true, binding, torch, null, null);
        }

        return error switch
        {
            _ when error.Contains("GLIBCXX_", StringComparison.Ordinal) => RuntimeReport.Broken(
                $"the C++ runtime of this system is older than TorchSharp's native library asks for: {error}",
                "Reference the Histo.Ssl package from the application project itself, so that its build re-links the library (do not set HistoRelinkLibTorchSharp=false), and rebuild; or use a system with GCC 13 or newer."),
            _ when error.Contains("GLIBC_", StringComparison.Ordinal) => RuntimeReport.Broken(
                $"the C library of this system is too old: {error}", "Use Debian 12, Ubuntu 22.04 or newer."),
            _ when OperatingSystem.IsWindows() => RuntimeReport.Broken(
                $"the library does not load: {error}", "TorchSharp 0.107.0 has a known fault on Windows: reference TorchSharp 0.106.0 or 0.105.2 with the TorchSharp-cpu of the same version, and the Visual C++ runtime."),
            _ => RuntimeReport.Broken($"the library does not load: {error}", "Check that all libtorch files are beside the application and belong to libtorch 2.10."),
        };
    }

    private static RuntimeReport Examine()
    {
        string binding = OperatingSystem.IsWindows() ? "LibTorchSharp.dll" : OperatingSystem.IsMacOS() ? "libLibTorchSharp.dylib" : "libLibTorchSharp.so";
        string torch = OperatingSystem.IsWindows() ? "torch_cpu.dll" : OperatingSystem.IsMacOS() ? "libtorch_cpu.dylib" : "libtorch_cpu.so";
        RuntimeReport report = Diagnose(Find(binding), Find(torch), LoadError);
        if (!report.TorchLoads)
        {
            return report;
        }

        try
        {
            return TouchTorch(report);
        }
        catch (Exception error) when (error is TypeInitializationException or NotSupportedException or DllNotFoundException or EntryPointNotFoundException or ExternalException)
        {
            return RuntimeReport.Broken($"TorchSharp does not start: {(error.InnerException ?? error).Message}", "Check that TorchSharp 0.107 and libtorch 2.10 are referenced together.");
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static RuntimeReport TouchTorch(RuntimeReport report)
    {
        using TorchSharp.torch.Tensor one = TorchSharp.torch.ones(1);
        return report;
    }

    private static string? LoadError(string file)
    {
        try
        {
            // Left loaded: torch will use it, and unloading libtorch is not safe.
            NativeLibrary.Load(file);
            return null;
        }
        catch (Exception error) when (error is DllNotFoundException or BadImageFormatException)
        {
            return error.Message.ReplaceLineEndings(" ");
        }
    }

    private static string? Find(string name)
    {
        string search = AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? string.Empty;
        return search.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Append(AppContext.BaseDirectory)
            .Append(Path.Combine(AppContext.BaseDirectory, "runtimes", RuntimeInformation.RuntimeIdentifier, "native"))
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);
    }
}
