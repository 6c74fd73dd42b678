using Histo.Ssl.Randomness;

namespace Histo.Ssl.Mil.Training;

/// <summary>Ten background instances; a positive bag has one to three instances of a wide or a shifted normal besides.</summary>
/// <remarks>The source leaves the number of background instances open: ten here ([D]).</remarks>
internal sealed class SingleConceptTest() : MilUnitTest("single-concept")
{
    private const int BackgroundCount = 10;
    private static readonly InstanceConcept Wide = new("concept A", 0, 3), Shifted = new("concept B", 1, 1);

    private protected override List<InstanceConcept> Compose(ref CounterRandom random, bool positive, MilUnitTestPart part)
    {
        List<InstanceConcept> bag = [];
        AddPoison(bag, positive, part);
        Add(bag, InstanceConcept.Background, BackgroundCount);
        for (int left = positive ? 1 + random.Next(3) : 0; left > 0; left--)
        {
            bag.Add(random.Next(2) == 0 ? Wide : Shifted);
        }

        return bag;
    }
}
