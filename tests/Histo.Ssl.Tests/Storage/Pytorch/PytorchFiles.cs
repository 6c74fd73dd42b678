using Histo.TestKit;

namespace Histo.Ssl.Tests.Storage.Pytorch;

/// <summary>The files of tests/Histo.Ssl.Tests/Storage/Data; its README tells how they were made.</summary>
internal static class PytorchFiles
{
    public static string Path(string name) => System.IO.Path.Combine(TestData.RepositoryRoot, "tests", "Histo.Ssl.Tests", "Storage", "Data", name);

    /// <summary>The values of tensor number <paramref name="tensor"/> of a state dictionary.</summary>
    public static float[] Values(int tensor, long count) =>
        [.. Enumerable.Range(0, (int)count).Select(i => (float)((((i * 37.0) + (tensor * 101.0)) % 997 / 997) - 0.5))];
}
