using Xunit;

namespace Histo.TestKit.Golden;

/// <summary>A theory over the reference files; skipped with the reason where their folder is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class GoldenTheoryAttribute : TheoryAttribute
{
    public GoldenTheoryAttribute()
    {
        if (TestData.GoldenFolder is null)
        {
            Skip = "The golden folder ../shared/golden is absent; set HISTO_GOLDEN_DIR to run this test.";
        }
    }
}
