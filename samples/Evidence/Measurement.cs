using Histo.Ssl.Evaluation;

namespace Histo.Evidence;

/// <summary>One encoder, probed.</summary>
/// <param name="Question">"cross-validated" or "unseen fields".</param>
/// <param name="Arm">What the positive was, "untrained", or "colour-histogram".</param>
/// <param name="Seed">Seed of the run; 0 for the floor.</param>
/// <param name="Probe">What the probes found.</param>
internal sealed record Measurement(string Question, string Arm, int Seed, ProbeReport Probe);
