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

    /// <summary>Converts half precision to float32; leaves float32 and float64 as they are.</summary>
    public static Tensor AtLeastSingle(Tensor tensor) => tensor.dtype is ScalarType.Float16 or ScalarType.BFloat16 ? tensor.to(ScalarType.Float32) : tensor;

    /// <summary>Scales the rows to unit length.</summary>
    public static Tensor Unit(Tensor rows) => nn.functional.normalize(rows, dim: 1);

    /// <summary>Returns the entries off the diagonal of a square matrix, as a view (D - 1, D).</summary>
    /// <remarks>Without its first entry the matrix falls into rows of D + 1 numbers that each end with a diagonal entry.</remarks>
    public static Tensor OffDiagonal(Tensor square)
    {
        long size = square.size(0);
        return square.reshape(-1).narrow(0, 1, (size * size) - 1).view(size - 1, size + 1).narrow(1, 0, size);
    }
}
