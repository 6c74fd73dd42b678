namespace Histo.Evidence;

/// <summary>Finds the data sets: HISTO_DATA_DIR, or ../shared/data beside the repository.</summary>
internal static class DataFolder
{
    public static string Find()
    {
        if (Environment.GetEnvironmentVariable("HISTO_DATA_DIR") is { Length: > 0 } named)
        {
            return Directory.Exists(named) ? named : throw new DirectoryNotFoundException($"HISTO_DATA_DIR names a missing folder: {named}");
        }

        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Histo.Ssl.sln")) && Path.GetFullPath(Path.Combine(folder.FullName, "..", "shared", "data")) is { } data && Directory.Exists(data))
            {
                return data;
            }
        }

        throw new DirectoryNotFoundException("The data folder ../shared/data is absent; set HISTO_DATA_DIR.");
    }
}
