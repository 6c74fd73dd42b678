namespace Histo.Ssl.Mil.Training;

/// <summary>What an instance of a unit test is: its features are independent normal numbers with one mean and one standard deviation.</summary>
/// <param name="Name">"background", "poison", "concept A" or "concept B".</param>
/// <param name="Mean">Mean of each feature.</param>
/// <param name="Deviation">Standard deviation of each feature.</param>
public sealed record InstanceConcept(string Name, double Mean, double Deviation)
{
    /// <summary>Gets the instances that say nothing, and whose only presence makes a bag negative.</summary>
    public static InstanceConcept Background { get; } = new("background", 0, 1);

    /// <summary>Gets the instance that tempts a model to learn "negative where this is": far away and easy to see.</summary>
    public static InstanceConcept Poison { get; } = new("poison", -10, 0.1);
}
