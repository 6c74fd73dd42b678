namespace Histo.TestKit;

/// <summary>Finds the data and golden folders: a variable that is set must name an existing folder; the default may be absent.</summary>
public static class TestData
{
    /// <summary>Root of the repository: the folder of Histo.Ssl.sln above the test binaries.</summary>
    public static string RepositoryRoot { get; } = FindRoot();

    /// <summary>Folder of real slides and labelled tissue; null when the default is absent.</summary>
    public static string? DataFolder { get; } = Folder("HISTO_DATA_DIR", "data");

    /// <summary>Folder of reference tensors; null when the default is absent.</summary>
    public static string? GoldenFolder { get; } = Folder("HISTO_GOLDEN_DIR", "golden");

    /// <summary>Path below the data folder, for tests that are marked with <see cref="DataFactAttribute"/>.</summary>
    public static string DataPath(params string[] parts) =>
        Path.Combine([DataFolder ?? throw new DirectoryNotFoundException("The data folder is absent: mark the test with DataFact."), .. parts]);

    private static string? Folder(string variable, string name)
    {
        string? named = Environment.GetEnvironmentVariable(variable);
        if (!string.IsNullOrEmpty(named))
        {
            return Directory.Exists(named) ? Path.GetFullPath(named) : throw new DirectoryNotFoundException($"{variable} names a missing folder: {named}");
        }

        string fallback = Path.GetFullPath(Path.Combine(RepositoryRoot, "..", "shared", name));
        return Directory.Exists(fallback) ? fallback : null;
    }

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Histo.Ssl.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException("Histo.Ssl.sln was not found above " + AppContext.BaseDirectory);
    }
}
