using Histo.Ssl.Encoders;
using Histo.Ssl.Pairs;
using static TorchSharp.torch;

namespace Histo.Ssl.Objectives;

/// <summary>What an objective is given at each step.</summary>
/// <param name="Encoder">The encoder that is trained, in training mode.</param>
/// <param name="Views">One tensor (N, 3, S, S) a view: view 0 shows the anchors, view 1 their positives.</param>
/// <param name="Context">What the rows are: row v N + i is view v of pair i.</param>
public sealed record ObjectiveInput(Encoder Encoder, IReadOnlyList<Tensor> Views, BatchContext Context);
