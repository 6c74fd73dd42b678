namespace Histo.Cli.Tests;

/// <summary>A test of what only Linux has; skipped with the reason elsewhere.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LinuxTheoryAttribute : TheoryAttribute
{
    public LinuxTheoryAttribute()
    {
        if (!OperatingSystem.IsLinux())
        {
            Skip = "The log of the loader is a thing of glibc.";
        }
    }
}
