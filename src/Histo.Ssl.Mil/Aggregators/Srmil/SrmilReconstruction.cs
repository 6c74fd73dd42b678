using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Aggregators;

/// <summary>The masked pass of SRMIL.</summary>
/// <param name="Encoded">(N, hidden).</param>
/// <param name="Bridge">(N, hidden): after the map between encoder and decoder.</param>
/// <param name="Remasked">(N, hidden): hidden instances replaced by the decoder's token.</param>
/// <param name="Output">Reconstructed features of all instances, (N, D).</param>
internal sealed record SrmilReconstruction(Tensor Encoded, Tensor Bridge, Tensor Remasked, Tensor Output);
