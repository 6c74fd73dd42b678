namespace Histo.TestKit;

internal static class DataSkip
{
    public static string? Reason(string path)
    {
        if (TestData.DataFolder is null)
        {
            return "The data folder ../shared/data is absent; set HISTO_DATA_DIR to run this test.";
        }

        string full = Path.Combine(TestData.DataFolder, path);
        return Path.Exists(full) ? null : $"The data folder has no '{path}'.";
    }
}
