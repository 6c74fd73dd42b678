using Histo.Ssl.Mil.Training;

namespace Histo.Ssl.Mil.Tests.Training;

/// <summary>Facts of the generated bags.</summary>
public class MilUnitTestTests
{
    private const int Bags = 300;

    [Theory]
    [InlineData(MilUnitTestPart.Training)]
    [InlineData(MilUnitTestPart.Test)]
    public void SingleConcept_HoldsTenBackground_PositivesAndPoisonWhereTheyBelong(MilUnitTestPart part) => Each(MilUnitTest.SingleConcept, part, bag =>
    {
        bag.Count("background").Should().Be(10);
        bag.Count("poison").Should().Be((part == MilUnitTestPart.Test) == (bag.Class == 1) ? 1 : 0);
        (bag.Count("concept A") + bag.Count("concept B")).Should().BeInRange(bag.Class, bag.Class * 3);
    });

    [Theory]
    [InlineData(MilUnitTestPart.Training)]
    [InlineData(MilUnitTestPart.Test)]
    public void MultiConcept_PositiveBagsHaveBoth_NegativeBagsOneInstanceOfOne(MilUnitTestPart part) => Each(MilUnitTest.MultiConcept, part, bag =>
    {
        bag.Count("background").Should().BeInRange(1, 9);
        bag.Count("poison").Should().Be((part == MilUnitTestPart.Test) == (bag.Class == 1) ? 1 : 0);
        if (bag.Class == 1)
        {
            bag.Count("concept A").Should().BeInRange(1, 3).And.Be(bag.Count("concept B"));
        }
        else
        {
            (bag.Count("concept A") + bag.Count("concept B")).Should().Be(1);
        }
    });

    [Theory]
    [InlineData(MilUnitTestPart.Training, 1, 1)]
    [InlineData(MilUnitTestPart.Test, 35, 44)]
    public void FalseFrequency_OnlyTheNumberInNegativeBagsChanges(MilUnitTestPart part, int fewest, int most) => Each(MilUnitTest.FalseFrequency, part, bag =>
    {
        bag.Count("background").Should().BeInRange(1, 9);
        bag.Count("poison").Should().Be(0);
        bag.Count("concept B").Should().Be(bag.Class);
        bag.Count("concept A").Should().BeInRange(bag.Class == 1 ? 1 : fewest, bag.Class == 1 ? 1 : most);
    });

    [Fact]
    public void Bag_Instances_HaveTheMeanAndDeviationOfTheirConcept()
    {
        foreach (MilUnitTest test in MilUnitTest.All)
        {
            var values = new Dictionary<string, (InstanceConcept Concept, List<float> Values)>();
            for (int number = 0; number < Bags; number++)
            {
                using MilUnitTestBag bag = test.Bag(MilUnitTestPart.Training, number, 20, 7);
                float[] features = [.. bag.Bag.Features.data<float>()];
                for (int i = 0; i < bag.Concepts.Count; i++)
                {
                    InstanceConcept concept = bag.Concepts[i];
                    if (!values.TryGetValue(concept.Name, out var found))
                    {
                        values[concept.Name] = found = (concept, []);
                    }

                    found.Values.AddRange(features[(i * 20)..((i + 1) * 20)]);
                }
            }

            foreach ((InstanceConcept concept, List<float> found) in values.Values)
            {
                double mean = found.Average(), deviation = Math.Sqrt(found.Average(value => (value - mean) * (value - mean)));
                mean.Should().BeApproximately(concept.Mean, 5 * concept.Deviation / Math.Sqrt(found.Count), "{0} of {1}", concept.Name, test.Name);
                deviation.Should().BeApproximately(concept.Deviation, 5 * concept.Deviation / Math.Sqrt(found.Count), "{0} of {1}", concept.Name, test.Name);
            }
        }
    }

    [Fact]
    public void Bag_IsAFunctionOfSeedPartAndNumber()
    {
        float[] Values(MilUnitTestPart part, int number, ulong seed)
        {
            using MilUnitTestBag bag = MilUnitTest.MultiConcept.Bag(part, number, 4, seed);
            return [.. bag.Bag.Features.data<float>()];
        }

        float[] first = Values(MilUnitTestPart.Training, 3, 1);
        Values(MilUnitTestPart.Training, 3, 1).Should().Equal(first);
        Values(MilUnitTestPart.Training, 5, 1).Should().NotEqual(first);
        Values(MilUnitTestPart.Test, 3, 1).Should().NotEqual(first);
        Values(MilUnitTestPart.Training, 3, 2).Should().NotEqual(first);
    }

    private static void Each(MilUnitTest test, MilUnitTestPart part, Action<(int Class, Func<string, int> Count)> check)
    {
        int positives = 0;
        for (int number = 0; number < Bags; number++)
        {
            using MilUnitTestBag bag = test.Bag(part, number, 3, 7);
            bag.Bag.Count.Should().Be(bag.Concepts.Count);
            positives += bag.ClassIndex;
            check((bag.ClassIndex, name => bag.Concepts.Count(concept => concept.Name == name)));
        }

        positives.Should().Be(Bags / 2);
    }
}
