using Histo.Ssl.Evaluation;
using Histo.Ssl.Features;
using Histo.Ssl.Training;

namespace Histo.Cli.Demo;

/// <summary>What came out of one arm.</summary>
internal sealed record DemoArm(string Name, RunRecord Record, IReadOnlyList<StepMeters> Meters, EmbeddingSet Embeddings, ProbeReport Probe, double Seconds);
