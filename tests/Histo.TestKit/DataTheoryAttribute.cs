using Xunit;

namespace Histo.TestKit;

/// <summary>A theory that needs a folder or file below the data folder; skipped with the reason where it is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class DataTheoryAttribute : TheoryAttribute
{
    public DataTheoryAttribute(string path)
    {
        DataPath = path;
        Skip = DataSkip.Reason(path);
    }

    public string DataPath { get; }
}
