using Histo.Ssl.Mil.Bags;
using Histo.Ssl.Randomness;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Training;

/// <summary>A synthetic task that every model of multiple instances should get right, and that a model fails which learns from what makes a bag negative.</summary>
/// <remarks>
/// A bag is positive because of what it holds, never because of what it lacks. Training bags offer a shortcut that breaks this rule; in the test bags the shortcut is turned round. A model that keeps the rule ranks test bags right; one that took the
/// shortcut ranks them the wrong way, with an AUC below one half. A bag is a function of (seed, part, number), whatever other bags are made.
/// Source: E. Raff, J. Holt, "Reproducibility in Multiple Instance Learning: A Case For Algorithmic Unit Tests", NeurIPS 2023, algorithms 1 to 3; numbers as in torchmil, datasets (MIT). [D]: the number of features and of bags.
/// </remarks>
public abstract class MilUnitTest
{
    private protected MilUnitTest(string name) => Name = name;

    /// <summary>Gets the test with one concept: a positive instance among negatives, and a poison instance.</summary>
    public static MilUnitTest SingleConcept { get; } = new SingleConceptTest();

    /// <summary>Gets the test with two concepts that must come together, and a poison instance.</summary>
    public static MilUnitTest MultiConcept { get; } = new MultiConceptTest();

    /// <summary>Gets the test with two concepts that must come together, where one of them is suddenly frequent in negative bags.</summary>
    public static MilUnitTest FalseFrequency { get; } = new FalseFrequencyTest();

    /// <summary>Gets the three tests.</summary>
    public static IReadOnlyList<MilUnitTest> All { get; } = [SingleConcept, MultiConcept, FalseFrequency];

    /// <summary>Gets the name: "single-concept", "multi-concept" or "false-frequency".</summary>
    public string Name { get; }

    /// <summary>Makes a bag.</summary>
    /// <param name="part">Training, where the shortcut works, or test, where it misleads.</param>
    /// <param name="number">Number of the bag, 0 or more; even bags are negative, odd ones positive.</param>
    /// <param name="features">Number of features of an instance, 1 to 1000.</param>
    /// <param name="seed">Seed.</param>
    /// <returns>The bag, float32 on the CPU; the caller disposes it.</returns>
    public MilUnitTestBag Bag(MilUnitTestPart part, int number, int features, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        ArgumentOutOfRangeException.ThrowIfLessThan(features, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(features, 1000);
        var random = new CounterRandom(seed, (long)part, number, RandomSlot.UnitTestBags);
        bool positive = number % 2 == 1;
        InstanceConcept[] concepts = [.. Compose(ref random, positive, part)];
        random.Shuffle<InstanceConcept>(concepts);
        var values = new float[concepts.Length * features];
        for (int i = 0; i < values.Length; i++)
        {
            InstanceConcept concept = concepts[i / features];
            values[i] = (float)(concept.Mean + (concept.Deviation * random.NextGaussian()));
        }

        return new MilUnitTestBag(new Bag(FormattableString.Invariant($"{Name}-{part}-{number}"), tensor(values, [concepts.Length, features])), positive ? 1 : 0, concepts);
    }

    /// <summary>Says which instances a bag holds.</summary>
    private protected abstract List<InstanceConcept> Compose(ref CounterRandom random, bool positive, MilUnitTestPart part);

    /// <summary>The poison is in negative bags while training and in positive bags in the test.</summary>
    private protected static void AddPoison(List<InstanceConcept> bag, bool positive, MilUnitTestPart part)
    {
        if (positive == (part == MilUnitTestPart.Test))
        {
            bag.Add(InstanceConcept.Poison);
        }
    }

    private protected static void Add(List<InstanceConcept> bag, InstanceConcept concept, int count) => bag.AddRange(Enumerable.Repeat(concept, count));
}
