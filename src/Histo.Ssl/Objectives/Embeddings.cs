using static TorchSharp.torch;

namespace Histo.Ssl.Objectives;

/// <summary>What the losses share in looking at their inputs.</summary>
internal static class Embeddings
{
    /// <summary>Requires two batches (N, D) of one shape with at least two rows over all ranks.</summary>
    public static void RequirePair(string loss, Tensor first, Tensor second, int worldSize)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        bool fits = first.dim() == 2 && second.dim() == 2 && first.size(0) == second.size(0) && first.size(1) == second.size(1);
        if (!fits || first.size(0) * worldSize < 2 || first.size(1) < 1)
        {
            throw new HistoException(
                ErrorCodes.WrongShape, "the loss needs two batches of embeddings of one shape", loss,
                $"[{string.Join(", ", first.shape)}] and [{string.Join(", ", second.shape)}]", "[N, D] twice with N of 2 or more");
        }
    }

    /// <summary>Requires batches (N, D) of one shape with at least so many rows.</summary>
    public static void RequireAlike(string loss, int rows, params ReadOnlySpan<Tensor> batches)
    {
        foreach (Tensor batch in batches)
        {
            ArgumentNullException.ThrowIfNull(batch);
            bool fits = batch.dim() == 2 && batch.size(0) >= rows && batch.size(1) >= 1 && batch.size(0) == batches[0].size(0) && batch.size(1) == batches[0].size(1);
            if (!fits)
            {
                throw new HistoException(
                    ErrorCodes.WrongShape, "the loss needs batches of embeddings of one shape", loss,
                    $"[{string.Join(", ", batch.shape)}] beside [{string.Join(", ", batches[0].shape)}]", $"[N, D] each with N of {rows} or more");
            }
        }
    }

    /// <summary>Requires that a mask, where there is one, is boolean and of a shape.</summary>
    public static void RequireMask(string loss, Tensor? mask, long rows, long columns)
    {
        if (mask is not null && (mask.dtype != ScalarType.Bool || mask.dim() != 2 || mask.size(0) != rows || mask.size(1) != columns))
        {
            throw new HistoException(
                ErrorCodes.WrongShape, "the mask of excluded negatives does not fit", loss, $"{mask.dtype} [{string.Join(", ", mask.shape)}]", $"Bool [{rows}, {columns}]");
        }
    }

    /// <summary>Scales rows (last dimension) to length 1 in float32 or wider; rows shorter than 1e-12 stay near 0.</summary>
    public static Tensor Unit(Tensor tensor) => nn.functional.normalize(AtLeastSingle(tensor), p: 2, dim: -1, eps: 1e-12);

    /// <summary>Puts (N, V, D) into rows (V N, D): all of view 0, then all of view 1, and so on.</summary>
    public static Tensor ViewMajor(Tensor tensor) => tensor.transpose(0, 1).reshape(-1, tensor.size(2));

    /// <summary>Converts half precision to float32; leaves float32 and float64 as they are.</summary>
    public static Tensor AtLeastSingle(Tensor tensor) => tensor.dtype is ScalarType.Float16 or ScalarType.BFloat16 ? tensor.to(ScalarType.Float32) : tensor;

    /// <summary>Returns the entries off the diagonal of a square matrix, as a view (D - 1, D).</summary>
    /// <remarks>Without its first entry the matrix falls into rows of D + 1 numbers that each end with a diagonal entry.</remarks>
    public static Tensor OffDiagonal(Tensor square)
    {
        long size = square.size(0);
        return square.reshape(-1).narrow(0, 1, (size * size) - 1).view(size - 1, size + 1).narrow(1, 0, size);
    }
}
