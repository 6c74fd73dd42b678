namespace Histo.Ssl.Evaluation;

/// <summary>Slide predictions gathered by patient: the mean of the probabilities of the patient's slides.</summary>
/// <remarks>[D]: the mean is the plainest way to one answer a patient, and needs no threshold.</remarks>
public sealed class PatientScores
{
    private PatientScores(string[] patients, int[] labels, FeatureMatrix probabilities, int[] slides) =>
        (Patients, Labels, Probabilities, Slides) = (patients, labels, probabilities, slides);

    /// <summary>Gets the patients, in the order of their first slide.</summary>
    public IReadOnlyList<string> Patients { get; }

    /// <summary>Gets the class of each patient.</summary>
    public IReadOnlyList<int> Labels { get; }

    /// <summary>Gets the mean probabilities: patients x classes.</summary>
    public FeatureMatrix Probabilities { get; }

    /// <summary>Gets the number of slides of each patient.</summary>
    public IReadOnlyList<int> Slides { get; }

    /// <summary>Gathers slides.</summary>
    /// <param name="patients">For each slide its patient, compared ordinally; at least one.</param>
    /// <param name="labels">Class of each slide, 0 to columns - 1.</param>
    /// <param name="probabilities">Slides x classes, each from 0 to 1.</param>
    /// <param name="rule">What counts when slides of a patient disagree; by default they must not.</param>
    /// <exception cref="HistoException">HS0002: the lengths differ, or a label has no column. HS1870: a value is not a probability. HS1873: the slides of a patient disagree.</exception>
    public static PatientScores Of(IReadOnlyList<string> patients, ReadOnlySpan<int> labels, FeatureMatrix probabilities, PatientLabelRule rule = PatientLabelRule.Same)
    {
        ArgumentNullException.ThrowIfNull(patients);
        ClassProbabilities.Require(labels, probabilities);
        if (patients.Count != labels.Length)
        {
            throw new HistoException(ErrorCodes.WrongShape, "there is not one patient a slide", seen: patients.Count, wanted: labels.Length);
        }

        IGrouping<string, int>[] groups = [.. Enumerable.Range(0, patients.Count).GroupBy(slide => patients[slide], StringComparer.Ordinal)];
        var mean = new FeatureMatrix(groups.Length, probabilities.Columns);
        var classes = new int[groups.Length];
        for (int patient = 0; patient < groups.Length; patient++)
        {
            int[] slides = [.. groups[patient]], own = new int[slides.Length];
            Span<double> row = mean.Row(patient);
            for (int i = 0; i < slides.Length; i++)
            {
                own[i] = labels[slides[i]];
                for (int c = 0; c < row.Length; c++)
                {
                    row[c] += probabilities.Row(slides[i])[c] / slides.Length;
                }
            }

            classes[patient] = Label(groups[patient].Key, own, rule);
        }

        return new PatientScores([.. groups.Select(group => group.Key)], classes, mean, [.. groups.Select(group => group.Count())]);
    }

    private static int Label(string patient, int[] labels, PatientLabelRule rule) => rule switch
    {
        PatientLabelRule.Largest => labels.Max(),
        PatientLabelRule.Majority => labels.GroupBy(label => label).OrderByDescending(group => group.Count()).ThenBy(group => group.Key).First().Key,
        _ => labels.Distinct().Count() == 1
            ? labels[0]
            : throw new HistoException(ErrorCodes.PatientLabelsDiffer, $"the slides of patient {patient} have different labels", seen: string.Join(", ", labels.Distinct().Order()), wanted: "one label", action: "Choose a rule: the largest label, or the majority."),
    };
}
