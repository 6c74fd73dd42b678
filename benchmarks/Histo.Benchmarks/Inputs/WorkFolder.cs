using System.Diagnostics;
using System.Globalization;

namespace Histo.Benchmarks.Inputs;

/// <summary>The temporary folder of this process; deleted when the process ends, or by the next one where it was killed.</summary>
internal static class WorkFolder
{
    private const string Prefix = "histo-benchmarks-";
    private static readonly Lazy<string> Folder = new(Create);

    public static string File(string name) => Path.Combine(Folder.Value, name);

    private static string Create()
    {
        string root = Path.GetTempPath();
        HashSet<int> running = [.. Process.GetProcesses().Select(process => process.Id)];
        foreach (string left in Directory.EnumerateDirectories(root, Prefix + "*"))
        {
            if (int.TryParse(Path.GetFileName(left)[Prefix.Length..].Split('-')[0], NumberStyles.None, CultureInfo.InvariantCulture, out int owner) && !running.Contains(owner))
            {
                Remove(left);
            }
        }

        string path = Directory.CreateTempSubdirectory(string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Environment.ProcessId}-")).FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(path, recursive: true);
        return path;
    }

    private static void Remove(string left)
    {
        try
        {
            Directory.Delete(left, recursive: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Another user's, or another process was faster.
        }
    }
}
