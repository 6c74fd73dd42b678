namespace Histo.Ssl;

public static partial class ErrorCodes
{
    /// <summary>A table of slide labels, or of bags, cannot be read or contradicts itself.</summary>
    public const string BadSlideLabels = "HS2040";

    /// <summary>No slide has both features and a label, or a class has too few of them.</summary>
    public const string NoLabelledBags = "HS2041";

    /// <summary>Features were made by another encoder or at another resolution than those that a model or cohort stands on.</summary>
    public const string FeatureOriginMismatch = "HS2042";

    /// <summary>A file of predefined splits cannot be read or does not fit the cohort.</summary>
    public const string BadSplits = "HS2043";

    /// <summary>A sealed test fold is opened a second time, or with a model that was not trained on this fold.</summary>
    public const string TestSealed = "HS2044";

    /// <summary>A file is no slide-level model, or was written by a newer version.</summary>
    public const string BadMilModel = "HS2045";

    /// <summary>The output folder holds another run.</summary>
    public const string MilRunMismatch = "HS2046";

    /// <summary>The rule that chooses the epoch or the threshold needs validation bags, and there are none.</summary>
    public const string ValidationMissing = "HS2047";

    /// <summary>A survival model needs observed events, and the training part has none.</summary>
    public const string NoEvents = "HS2048";

    /// <summary>Slides shall be read with a slide-level model whose folder does not hold the encoder of its features.</summary>
    public const string NoEncoderOfModel = "HS2049";
}
