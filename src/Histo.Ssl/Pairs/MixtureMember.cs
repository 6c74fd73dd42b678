namespace Histo.Ssl.Pairs;

/// <summary>A part of a <see cref="MixturePairSampler"/>.</summary>
/// <param name="Weight">Its share before normalisation; more than 0.</param>
/// <param name="Sampler">What it draws.</param>
public sealed record MixtureMember(double Weight, IPositivePairSampler Sampler);
