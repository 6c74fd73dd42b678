using Xunit;

namespace Histo.TestKit;

/// <summary>A test that needs a folder or file below the data folder; skipped with the reason where it is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class DataFactAttribute : FactAttribute
{
    public DataFactAttribute(string path)
    {
        DataPath = path;
        Skip = DataSkip.Reason(path);
    }

    public string DataPath { get; }
}
