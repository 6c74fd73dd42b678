using Histo.Ssl.Mil.Training;
using Histo.Ssl.Randomness;

namespace Histo.Ssl.Mil.Tests.Training;

/// <summary>Bags of eight instances; those of class "positive" hold one instance that is shifted.</summary>
internal static class ToyCohort
{
    public const int Width = 6;

    public static MilCohort Create(int bags = 40, TargetKind kind = TargetKind.Classification, int slidesPerPatient = 1, Func<LabelledBag, LabelledBag>? change = null)
    {
        var features = new Dictionary<string, float[]>(StringComparer.Ordinal);
        var labelled = new List<LabelledBag>();
        for (int bag = 0; bag < bags; bag++)
        {
            var random = new CounterRandom(3, 0, bag, RandomSlot.Evaluation);
            bool positive = bag % 2 == 1;
            var values = new float[8 * Width];
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = (float)random.NextGaussian() + (positive && i < Width ? 3 : 0);
            }

            string id = FormattableString.Invariant($"bag{bag:000}");
            features.Add(id, values);
            MilLabel label = kind switch
            {
                TargetKind.Classification => new MilLabel { Class = positive ? "positive" : "negative" },
                TargetKind.Regression => new MilLabel { Value = positive ? 120 : 80 },
                _ => new MilLabel { Time = positive ? 1 + random.NextDouble() : 3 + random.NextDouble(), Event = bag % 5 != 0 },
            };
            var each = new LabelledBag(id, FormattableString.Invariant($"patient{bag / slidesPerPatient / 2:000}-{bag % 2}"), [id], label);
            labelled.Add(change?.Invoke(each) ?? each);
        }

        return new MilCohort(labelled, kind, new MemoryBags(features, Width), new CohortCounts { Bags = bags, PatientsKnown = true });
    }

    public static CrossValidationOptions Options(string aggregator = "gated-abmil", int epochs = 30, EpochSelection selection = EpochSelection.ValidationLoss)
    {
        CrossValidationOptions small = ClassicSets.Options(aggregator, folds: 4, repeats: 1);
        small.Training.Epochs = epochs;
        small.Training.Selection = selection;
        return small with { ValidationShare = 0.25 };
    }
}
