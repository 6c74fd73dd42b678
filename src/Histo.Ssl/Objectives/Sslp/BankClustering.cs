using Histo.Ssl.Randomness;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Objectives;

/// <summary>Lloyd's k-means of unit rows in bounded memory: a chunk of rows against all centres at a time.</summary>
internal static class BankClustering
{
    /// <summary>Clusters rows.</summary>
    /// <param name="rows">(N, D), unit length; kept.</param>
    /// <param name="clusters">1 to N.</param>
    /// <param name="iterations">Greatest number of iterations.</param>
    /// <param name="chunkRows">Rows at a time.</param>
    /// <param name="seed">Chooses the rows that are the first centres.</param>
    /// <returns>(N) labels in int64; the caller disposes it.</returns>
    public static Tensor Labels(Tensor rows, int clusters, int iterations, int chunkRows, ulong seed)
    {
        using DisposeScope scope = NewDisposeScope();
        var order = new Permutation((int)rows.size(0), seed, epoch: 0);
        using Tensor first = tensor(Enumerable.Range(0, clusters).Select(i => (long)order[i]).ToArray(), device: rows.device);
        Tensor centres = Embeddings.AtLeastSingle(rows.index_select(0, first));
        Tensor labels = full(rows.size(0), -1L, ScalarType.Int64, rows.device), scores = empty(rows.size(0), centres.dtype, rows.device);
        bool changed = Assign(rows, centres, chunkRows, labels, scores);
        for (int i = 0; i < iterations && changed; i++)
        {
            Move(rows, centres, chunkRows, labels, scores);
            changed = Assign(rows, centres, chunkRows, labels, scores);
        }

        return labels.MoveToOuterDisposeScope();
    }

    // The nearest centre has the greatest x.c - |c|^2 / 2; for unit x the squared distance is 1 - 2 times that.
    private static bool Assign(Tensor rows, Tensor centres, int chunkRows, Tensor labels, Tensor scores)
    {
        bool changed = false;
        using DisposeScope outer = NewDisposeScope();
        Tensor offset = centres.square().sum(dim: 1).mul_(-0.5), columns = centres.t();
        for (long start = 0; start < rows.size(0); start += chunkRows)
        {
            using DisposeScope scope = NewDisposeScope();
            long length = Math.Min(chunkRows, rows.size(0) - start);
            (Tensor best, Tensor label) = offset.addmm(Embeddings.AtLeastSingle(rows.narrow(0, start, length)), columns).max(1);
            Tensor before = labels.narrow(0, start, length);
            changed |= before.not_equal(label).any().item<bool>();
            before.copy_(label);
            scores.narrow(0, start, length).copy_(best);
        }

        return changed;
    }

    // Sums in float64: their order then hardly matters.
    private static void Move(Tensor rows, Tensor centres, int chunkRows, Tensor labels, Tensor scores)
    {
        using DisposeScope outer = NewDisposeScope();
        long clusters = centres.size(0);
        Tensor sums = zeros(clusters, centres.size(1), ScalarType.Float64, rows.device);
        for (long start = 0; start < rows.size(0); start += chunkRows)
        {
            using DisposeScope scope = NewDisposeScope();
            long length = Math.Min(chunkRows, rows.size(0) - start);
            sums.index_add_(0, labels.narrow(0, start, length), rows.narrow(0, start, length).to(ScalarType.Float64), 1);
        }

        Tensor counts = bincount(labels, minlength: clusters), empties = (counts == 0).nonzero().view(-1);
        centres.copy_((sums / counts.clamp_min(1).unsqueeze(1)).to(centres.dtype));
        if (empties.size(0) > 0)
        {
            (_, Tensor farthest) = scores.topk((int)empties.size(0), dim: 0, largest: false, sorted: true);
            centres.index_copy_(0, empties, Embeddings.AtLeastSingle(rows.index_select(0, farthest)));
        }
    }
}
