namespace Histo.Ssl.Mil.Training;

/// <summary>Which bags of a unit test.</summary>
public enum MilUnitTestPart
{
    /// <summary>Bags to learn from: the shortcut works.</summary>
    Training = 1,

    /// <summary>Bags of the test: the shortcut misleads.</summary>
    Test = 2,
}
