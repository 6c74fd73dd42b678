namespace Histo.Ssl.Mil.Training;

/// <summary>One division of a cohort. No patient is in two parts.</summary>
/// <param name="Index">Number of the split, 0-based.</param>
/// <param name="Training">Bags that a model learns from.</param>
/// <param name="Validation">Bags that choose epoch and threshold; may be empty.</param>
/// <param name="Test">Bags that are opened once, at the end.</param>
public sealed record CohortSplit(int Index, IReadOnlyList<LabelledBag> Training, IReadOnlyList<LabelledBag> Validation, IReadOnlyList<LabelledBag> Test)
{
    /// <summary>Throws when a patient is in two parts.</summary>
    /// <exception cref="HistoException">HS1808: names the patients.</exception>
    public void RequireNoLeak()
    {
        Evaluation.GroupFolds.RequireNoLeak(Patients(Training), Patients(Test));
        Evaluation.GroupFolds.RequireNoLeak(Patients(Training), Patients(Validation));
        Evaluation.GroupFolds.RequireNoLeak(Patients(Validation), Patients(Test));
    }

    private static IEnumerable<string> Patients(IReadOnlyList<LabelledBag> bags) => bags.Select(bag => bag.Patient);
}
