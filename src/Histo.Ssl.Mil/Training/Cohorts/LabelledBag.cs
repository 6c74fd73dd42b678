namespace Histo.Ssl.Mil.Training;

/// <summary>A bag of a cohort: which slides it is made of, whose they are, what is known of them.</summary>
/// <param name="Id">Name of the bag: the slide's, or the patient's where a bag is a patient.</param>
/// <param name="Patient">The unit that a fold must not split.</param>
/// <param name="Slides">Names of its slides, at least one.</param>
/// <param name="Label">What is known.</param>
public sealed record LabelledBag(string Id, string Patient, IReadOnlyList<string> Slides, MilLabel Label);
