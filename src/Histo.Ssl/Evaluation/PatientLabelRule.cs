namespace Histo.Ssl.Evaluation;

/// <summary>Which label a patient has whose slides have several.</summary>
public enum PatientLabelRule
{
    /// <summary>They must agree; otherwise HS1873.</summary>
    Same,

    /// <summary>The largest class index: one positive slide makes a positive patient, the worst grade counts.</summary>
    Largest,

    /// <summary>The most frequent class; the smallest of equally frequent ones.</summary>
    Majority,
}
