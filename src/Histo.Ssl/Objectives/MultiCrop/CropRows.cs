using static TorchSharp.torch;

namespace Histo.Ssl.Objectives;

/// <summary>What the multi-crop losses ask of their inputs: rows are crop-major, crop v of sample i is row v B + i, and crops 0 and 1 are the global ones.</summary>
internal static class CropRows
{
    /// <summary>Requires a matrix with at least one column.</summary>
    public static void RequireMatrix(string where, Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        if (tensor.dim() != 2 || tensor.size(1) < 1)
        {
            throw Wrong(where, tensor, "[B, K]");
        }
    }

    /// <summary>Requires targets of two global crops (2B, K) and logits of whole crops (V B, K) with V between two bounds.</summary>
    /// <returns>V.</returns>
    public static long Require(string where, Tensor logits, Tensor targets, long atLeast, long atMost)
    {
        RequireMatrix(where, targets);
        RequireMatrix(where, logits);
        long rows = targets.size(0) / 2;
        if (rows < 1 || targets.size(0) % 2 != 0)
        {
            throw Wrong(where, targets, "[2B, K]: the targets of two global crops");
        }

        long crops = logits.size(0) / rows;
        if (logits.size(0) % rows != 0 || logits.size(1) != targets.size(1) || crops < atLeast || crops > atMost)
        {
            throw Wrong(where, logits, $"[V x {rows}, {targets.size(1)}] with V of {atLeast} or more whole crops");
        }

        return crops;
    }

    private static HistoException Wrong(string where, Tensor seen, string wanted) =>
        new(ErrorCodes.WrongShape, "the rows are not those of whole crops", where, $"[{string.Join(", ", seen.shape)}]", wanted);
}
