namespace Histo.Benchmarks.Inputs;

/// <summary>The console that was built beside this program.</summary>
internal static class ConsoleProgram
{
    /// <summary>What to do when it is not there.</summary>
    public const string Missing = "the console is not built: dotnet build -c Release samples/Histo.Cli";

    /// <summary>Gets the file of the program; null when it is not built.</summary>
    public static string? Path { get; } = Find();

    private static string? Find()
    {
        string name = OperatingSystem.IsWindows() ? "histo.exe" : "histo";
        string configuration = System.IO.Path.GetFileName(AppContext.BaseDirectory.TrimEnd(System.IO.Path.DirectorySeparatorChar));
        string path = System.IO.Path.GetFullPath(System.IO.Path.Combine(AppContext.BaseDirectory, "..", "..", "Histo.Cli", configuration, name));
        return File.Exists(path) ? path : null;
    }
}
