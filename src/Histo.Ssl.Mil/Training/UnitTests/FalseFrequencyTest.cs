using Histo.Ssl.Randomness;

namespace Histo.Ssl.Mil.Training;

/// <summary>One to nine background instances; a positive bag has one of each concept, a negative bag the first concept alone: once in training, 35 to 44 times in the test.</summary>
internal sealed class FalseFrequencyTest() : MilUnitTest("false-frequency")
{
    private protected override List<InstanceConcept> Compose(ref CounterRandom random, bool positive, MilUnitTestPart part)
    {
        List<InstanceConcept> bag = [];
        Add(bag, InstanceConcept.Background, 1 + random.Next(9));
        Add(bag, MultiConceptTest.First, positive || part == MilUnitTestPart.Training ? 1 : 35 + random.Next(10));
        Add(bag, MultiConceptTest.Second, positive ? 1 : 0);
        return bag;
    }
}
