using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Encoders;

/// <summary>Drop path (stochastic depth): in training, a residual branch is left out for each image with some probability, and scaled by 1 / (1 - probability) otherwise.</summary>
/// <param name="Rate">Largest probability of leaving a branch out, 0 (never) to below 1.</param>
/// <param name="Rule">How the probability spreads over the blocks.</param>
/// <remarks>
/// It regularises the student of a training; teachers and evaluation are without it, and it is not part of an encoder's file. Each branch of each image draws for itself, from torch's own generator on the CPU, all of
/// a pass at once. DINOv2's code runs a branch on a random subset of the batch instead when the rate is above 0.1: the expectation is the same, the numbers are not.
/// Source: G. Huang et al., "Deep networks with stochastic depth", ECCV 2016.
/// </remarks>
public readonly record struct DropPath(double Rate, DropPathRule Rule = DropPathRule.Uniform)
{
    /// <summary>Gets the probability that a block's branches are left out.</summary>
    /// <param name="block">0 to <paramref name="blocks"/> - 1.</param>
    /// <param name="blocks">Number of blocks.</param>
    public double At(int block, int blocks) => Rule == DropPathRule.Uniform ? Rate : Rate * block / Math.Max(1, blocks - 1);

    /// <summary>Draws the factors of all branches of a pass.</summary>
    /// <param name="blocks">Number of blocks.</param>
    /// <param name="branches">Residual branches a block.</param>
    /// <param name="like">What the branches are added to, (N, ...).</param>
    /// <returns>(blocks * branches, N, 1, ...): 0 or 1 / (1 - probability). Null when nothing is ever left out: then nothing is drawn.</returns>
    internal Tensor? Draw(int blocks, int branches, Tensor like)
    {
        if (Rate == 0)
        {
            return null;
        }

        using DisposeScope scope = NewDisposeScope();
        long[] column = [blocks * branches, 1, .. like.shape[1..].Select(_ => 1L)];
        DropPath rule = this;
        Tensor keep = tensor(Enumerable.Range(0, blocks * branches).Select(i => 1 - rule.At(i / branches, blocks)).ToArray()).reshape(column);
        Tensor drawn = rand([column[0], like.size(0), .. column[2..]], dtype: ScalarType.Float64);
        return (drawn.lt(keep).to(ScalarType.Float64) / keep).to(like.dtype).to(like.device).MoveToOuterDisposeScope();
    }
}
