using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Views;

/// <summary>Stain jitter of batched views; see <see cref="StainJitter"/> for the formulas.</summary>
internal static class TensorStain
{
    /// <summary>Jitters views in natural optical density: one logarithm, one 3 x 3 product, one exponential.</summary>
    /// <param name="x">(n, 3, pixels).</param>
    /// <param name="views">All parameters.</param>
    /// <param name="rows">Which of them belong to the rows of <paramref name="x"/>.</param>
    public static Tensor Natural(Tensor x, ViewParameters[] views, List<int> rows)
    {
        int count = rows.Count;
        bool guarded = false;
        using Tensor packed = TensorRows.Filled([count, 13], x.device, numbers =>
        {
            for (int i = 0; i < count; i++)
            {
                ref readonly ViewParameters view = ref views[rows[i]];
                Span<float> row = numbers.Slice(i * 13, 13);
                StainJitter.Fold(view.StainScale, view.StainShift, row[..9], row.Slice(9, 3));
                row[12] = view.StainGuard > 0 ? MathF.Exp(-view.StainGuard) : float.PositiveInfinity;
                guarded |= view.StainGuard > 0;
            }
        });
        using Tensor flat = packed.narrow(1, 0, 9), matrix = flat.reshape(count, 3, 3), tail = packed.narrow(1, 9, 3), offset = tail.unsqueeze(2);
        using Tensor logarithm = x.clamp_min((float)HedSpace.Floor).log_();
        Tensor y = matrix.bmm(logarithm).sub_(offset).exp_().clamp_(0f, 1f);
        if (!guarded)
        {
            return y;
        }

        using Tensor bounds = packed.narrow(1, 12, 1), bound = bounds.unsqueeze(2), darkest = x.amin([1], keepdim: true), background = darkest.gt(bound);
        Tensor kept = where(background, x, y);
        y.Dispose();
        return kept;
    }

    /// <summary>Jitters views as scikit-image converts.</summary>
    /// <param name="x">(n, 3, pixels).</param>
    /// <param name="views">All parameters.</param>
    /// <param name="rows">Which of them belong to the rows of <paramref name="x"/>.</param>
    public static Tensor Skimage(Tensor x, ViewParameters[] views, List<int> rows)
    {
        int count = rows.Count;
        using Tensor inward = Constant(Matrix3.Diagonal(1 / Math.Log(HedSpace.Floor), 1 / Math.Log(HedSpace.Floor), 1 / Math.Log(HedSpace.Floor)) * HedSpace.MatrixInverse, count, x.device);
        using Tensor outward = Constant(Matrix3.Diagonal(Math.Log(HedSpace.Floor), Math.Log(HedSpace.Floor), Math.Log(HedSpace.Floor)) * HedSpace.Matrix, count, x.device);
        using Tensor packed = TensorRows.Filled([count, 6], x.device, numbers =>
        {
            for (int i = 0; i < count; i++)
            {
                (Triple scale, Triple shift) = (views[rows[i]].StainScale, views[rows[i]].StainShift);
                Span<float> row = numbers.Slice(i * 6, 6);
                (row[0], row[1], row[2]) = (scale.First, scale.Second, scale.Third);
                (row[3], row[4], row[5]) = (shift.First, shift.Second, shift.Third);
            }
        });
        using Tensor head = packed.narrow(1, 0, 3), scales = head.unsqueeze(2), tail = packed.narrow(1, 3, 3), shifts = tail.unsqueeze(2);
        using Tensor logarithm = x.clamp_min((float)HedSpace.Floor).log_();
        using Tensor stains = inward.bmm(logarithm).clamp_min_(0f).mul_(scales).add_(shifts);
        return outward.bmm(stains).exp_().clamp_(0f, 1f);
    }

    // Pixels are columns here, so the matrix of row vectors is transposed.
    private static Tensor Constant(Matrix3 matrix, int count, Device device) => TensorRows.Filled([count, 3, 3], device, numbers =>
    {
        for (int i = 0; i < count; i++)
        {
            matrix.Transposed.CopyTo(numbers.Slice(i * 9, 9));
        }
    });
}
