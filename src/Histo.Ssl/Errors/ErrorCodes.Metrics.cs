namespace Histo.Ssl;

public static partial class ErrorCodes
{
    /// <summary>A predicted probability is not a number from 0 to 1, or there are not two classes.</summary>
    public const string BadProbability = "HS1870";

    /// <summary>A survival time or a risk is not usable.</summary>
    public const string BadSurvival = "HS1871";

    /// <summary>A bootstrap was asked for with impossible options.</summary>
    public const string BadBootstrap = "HS1872";

    /// <summary>Slides of one patient have different labels where they must agree.</summary>
    public const string PatientLabelsDiffer = "HS1873";
}
