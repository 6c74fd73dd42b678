using Histo.Ssl.Mil.Bags;

namespace Histo.Ssl.Mil.Training;

/// <summary>A bag of a unit test. Disposing it disposes the bag.</summary>
/// <param name="Bag">Its features.</param>
/// <param name="ClassIndex">1 for a positive bag, else 0.</param>
/// <param name="Concepts">What each instance is, in the order of the rows.</param>
public sealed record MilUnitTestBag(Bag Bag, int ClassIndex, IReadOnlyList<InstanceConcept> Concepts) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose() => Bag.Dispose();
}
