namespace Histo.Ssl.Encoders;

/// <summary>What an encoder file says about itself.</summary>
/// <param name="Spec">Architecture, input and normalisation.</param>
/// <param name="WeightsHash">Names the weights; see <see cref="WeightHash"/>.</param>
public sealed record EncoderDescription(EncoderSpec Spec, string WeightsHash);
