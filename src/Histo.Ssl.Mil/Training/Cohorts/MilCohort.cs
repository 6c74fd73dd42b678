namespace Histo.Ssl.Mil.Training;

/// <summary>Bags with labels, and where their features come from.</summary>
public sealed class MilCohort
{
    /// <summary>Creates a cohort.</summary>
    /// <param name="bags">The bags, each with its own id.</param>
    /// <param name="kind">What is predicted.</param>
    /// <param name="source">Gives the features.</param>
    /// <param name="counts">What was found and left out; null for none left out.</param>
    /// <exception cref="HistoException">HS2040: two bags have one id. HS2041: there are no bags, or all are of one class.</exception>
    public MilCohort(IEnumerable<LabelledBag> bags, TargetKind kind, IBagSource source, CohortCounts? counts = null)
    {
        ArgumentNullException.ThrowIfNull(bags);
        ArgumentNullException.ThrowIfNull(source);
        Bags = [.. bags.OrderBy(bag => bag.Id, StringComparer.Ordinal)];
        (Kind, Source) = (kind, source);
        Counts = counts ?? new CohortCounts { Bags = Bags.Count };
        if (Bags.GroupBy(bag => bag.Id, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new HistoException(ErrorCodes.BadSlideLabels, "two bags have one id", seen: twice.Key, action: "Give each slide its own name.");
        }

        Classes = kind == TargetKind.Classification ? [.. Bags.Select(bag => bag.Label.Class!).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)] : [];
        if (Bags.Count == 0 || (kind == TargetKind.Classification && Classes.Count < 2))
        {
            throw new HistoException(
                ErrorCodes.NoLabelledBags, "there is nothing to tell apart", seen: $"{Bags.Count} bags, classes: {string.Join(", ", Classes)}", wanted: "bags of two classes at least",
                action: $"Compare the names of slides in the labels file and of the feature files. {Counts.Describe()}");
        }
    }

    /// <summary>Gets the bags in the order of their ids.</summary>
    public IReadOnlyList<LabelledBag> Bags { get; }

    /// <summary>Gets what is predicted.</summary>
    public TargetKind Kind { get; }

    /// <summary>Gets the names of the classes in ordinal order; empty where no class is predicted.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>Gets where the features come from.</summary>
    public IBagSource Source { get; }

    /// <summary>Gets what was found and left out.</summary>
    public CohortCounts Counts { get; }

    /// <summary>Gets the patients in ordinal order.</summary>
    public IReadOnlyList<string> Patients => [.. Bags.Select(bag => bag.Patient).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
}
