using Histo.Ssl.Mil.Aggregators;

namespace Histo.Ssl.Mil.Training;

/// <summary>What a model predicts, in numbers: classes by index, standardised targets, class weights of the training bags.</summary>
public sealed record MilTask
{
    /// <summary>Gets what is predicted.</summary>
    public required TargetKind Kind { get; init; }

    /// <summary>Gets the names of the classes; empty where no class is predicted.</summary>
    public IReadOnlyList<string> Classes { get; init; } = [];

    /// <summary>Gets the weight of each class in the loss; empty for none.</summary>
    public IReadOnlyList<double> ClassWeights { get; init; } = [];

    /// <summary>Gets the mean of the target over the training bags, for regression.</summary>
    public double TargetMean { get; init; }

    /// <summary>Gets the deviation of the target over the training bags, for regression.</summary>
    public double TargetDeviation { get; init; } = 1;

    /// <summary>Gets the number of logits.</summary>
    public int Outputs => Kind == TargetKind.Classification ? Classes.Count : 1;

    /// <summary>Fits the numbers of a task to training bags.</summary>
    /// <param name="cohort">Names the classes.</param>
    /// <param name="training">The training bags, and no others.</param>
    /// <param name="weighClasses">Whether rare classes weigh more: inversely to their share, mean 1 over the bags.</param>
    /// <exception cref="HistoException">HS1806: a class has no training bag. HS2048: no event was observed.</exception>
    public static MilTask Fit(MilCohort cohort, IReadOnlyList<LabelledBag> training, bool weighClasses)
    {
        ArgumentNullException.ThrowIfNull(cohort);
        ArgumentNullException.ThrowIfNull(training);
        switch (cohort.Kind)
        {
            case TargetKind.Classification:
                int[] counts = [.. cohort.Classes.Select(name => training.Count(bag => bag.Label.Class == name))];
                if (counts.Contains(0))
                {
                    throw new HistoException(ErrorCodes.ClassMissing, "a class has no training bag", seen: cohort.Classes[Array.IndexOf(counts, 0)], wanted: "one or more of each class", action: "Ask for fewer folds, or add slides of this class.");
                }

                return new MilTask { Kind = cohort.Kind, Classes = cohort.Classes, ClassWeights = weighClasses ? [.. counts.Select(count => (double)training.Count / (counts.Length * count))] : [] };
            case TargetKind.Regression:
                double[] values = [.. training.Select(bag => bag.Label.Value!.Value)];
                double mean = values.Average(), deviation = Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
                return new MilTask { Kind = cohort.Kind, TargetMean = mean, TargetDeviation = deviation > 0 ? deviation : 1 };
            default:
                return training.Any(bag => bag.Label.Event == true)
                    ? new MilTask { Kind = cohort.Kind }
                    : throw new HistoException(ErrorCodes.NoEvents, "no event was observed among the training bags", seen: 0, wanted: "1 or more");
        }
    }

    /// <summary>Returns the target of a bag for models with such logits; survival has none of its own (see <see cref="CoxLoss"/>).</summary>
    /// <param name="bag">The bag.</param>
    /// <param name="logits">What the model's logits are.</param>
    internal IBagTarget? TargetOf(LabelledBag bag, LogitKind logits) => Kind switch
    {
        TargetKind.Classification => new ClassTarget(IndexOf(bag), logits, ClassWeights.Count > 0 ? ClassWeights[IndexOf(bag)] : 1),
        TargetKind.Regression => new NumberTarget((bag.Label.Value!.Value - TargetMean) / TargetDeviation),
        _ => null,
    };

    /// <summary>Returns the class of a bag by index.</summary>
    internal int IndexOf(LabelledBag bag)
    {
        for (int c = 0; c < Classes.Count; c++)
        {
            if (Classes[c] == bag.Label.Class)
            {
                return c;
            }
        }

        throw new HistoException(ErrorCodes.BadSlideLabels, "the model does not know the class", bag.Id, bag.Label.Class, string.Join(", ", Classes));
    }
}
