using Histo.Ssl.Randomness;

namespace Histo.Ssl.Mil.Training;

/// <summary>One to nine background instances; a positive bag has one to three of both concepts, a negative bag one instance of one of them.</summary>
internal sealed class MultiConceptTest() : MilUnitTest("multi-concept")
{
    internal static readonly InstanceConcept First = new("concept A", 2, 0.1), Second = new("concept B", 3, 0.1);

    private protected override List<InstanceConcept> Compose(ref CounterRandom random, bool positive, MilUnitTestPart part)
    {
        List<InstanceConcept> bag = [];
        AddPoison(bag, positive, part);
        Add(bag, InstanceConcept.Background, 1 + random.Next(9));
        if (positive)
        {
            int pairs = 1 + random.Next(3);
            Add(bag, First, pairs);
            Add(bag, Second, pairs);
        }
        else
        {
            bag.Add(random.Next(2) == 0 ? First : Second);
        }

        return bag;
    }
}
