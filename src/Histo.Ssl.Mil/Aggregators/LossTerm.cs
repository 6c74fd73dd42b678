using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Aggregators;

/// <summary>A part of an aggregator's loss.</summary>
/// <param name="Name">"bag", "instance", "reconstruction", ...</param>
/// <param name="Value">Unweighted scalar with gradient.</param>
/// <param name="Weight">Its factor in the loss.</param>
public sealed record LossTerm(string Name, Tensor Value, double Weight = 1);
