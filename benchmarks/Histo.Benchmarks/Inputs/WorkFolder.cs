namespace Histo.Benchmarks.Inputs;

/// <summary>The temporary folder of this process; deleted when the process ends.</summary>
internal static class WorkFolder
{
    private static readonly Lazy<string> Folder = new(Create);

    public static string File(string name) => Path.Combine(Folder.Value, name);

    private static string Create()
    {
        string path = Directory.CreateTempSubdirectory("histo-benchmarks-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(path, recursive: true);
        return path;
    }
}
