using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Evaluation;

/// <summary>How many dimensions features really use: exp of the entropy of the normalised singular values.</summary>
/// <remarks>
/// 1 when all rows are multiples of one vector, at most the smaller size of the matrix. Collapse of a self-supervised encoder shows here first.
/// Source: O. Roy, M. Vetterli, EUSIPCO 2007; used for encoders by Q. Garrido et al. (RankMe), ICML 2023, which does not centre.
/// </remarks>
public static class EffectiveRank
{
    /// <summary>Computes the effective rank.</summary>
    /// <param name="features">Rows; one that is not zero at least.</param>
    /// <param name="centre">Whether the mean of the rows is subtracted first: false as in RankMe.</param>
    public static double Of(FeatureMatrix features, bool centre = false)
    {
        ArgumentNullException.ThrowIfNull(features);
        using DisposeScope scope = NewDisposeScope();
        using var noGrad = no_grad();
        Tensor matrix = tensor(features.Values, [features.Rows, features.Columns], dtype: ScalarType.Float64);
        if (centre)
        {
            matrix = matrix - matrix.mean([0]);
        }

        Tensor singular = linalg.svdvals(matrix).cpu().contiguous();
        double[] values = MemoryMarshal.Cast<byte, double>(singular.bytes).ToArray();
        double sum = values.Sum(), entropy = 0;
        foreach (double value in values)
        {
            double p = sum > 0 ? value / sum : 0;
            entropy -= p > 0 ? p * Math.Log(p) : 0;
        }

        return Math.Exp(entropy);
    }
}
