namespace Histo.TestKit.Golden;

/// <summary>Checks the cases of the reference files whose stem it names. Found by reflection: a public class with a parameterless constructor is enough.</summary>
public interface IGoldenCheck
{
    /// <summary>Stem of the files, for example "barlow_twins"; also takes files whose stem begins with it.</summary>
    string Stem { get; }

    /// <summary>Throws when the case does not match.</summary>
    void Check(GoldenCase golden);
}
