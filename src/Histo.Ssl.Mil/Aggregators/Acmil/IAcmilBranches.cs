using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Aggregators;

/// <summary>The attention branches of ACMIL.</summary>
internal interface IAcmilBranches
{
    /// <summary>Scores, (heads, branches, N); gated attention has one head.</summary>
    Tensor Score(Tensor hidden);

    /// <summary>Pools each branch.</summary>
    /// <param name="hidden">(N, E).</param>
    /// <param name="attention">(heads, branches, N).</param>
    /// <returns>(branches, E).</returns>
    Tensor PoolBranches(Tensor hidden, Tensor attention);

    /// <summary>Pools the bag with the mean attention of the branches.</summary>
    /// <param name="hidden">(N, E).</param>
    /// <param name="attention">(heads, N).</param>
    /// <returns>(1, E).</returns>
    Tensor PoolBag(Tensor hidden, Tensor attention);
}
