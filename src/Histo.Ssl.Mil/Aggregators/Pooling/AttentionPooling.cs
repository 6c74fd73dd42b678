using Histo.Ssl.Encoders;
using Histo.Ssl.Randomness;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Aggregators;

/// <summary>Attention pooling of bags of any size: exact, in chunks, with what is inside a chunk computed again in the backward pass.</summary>
/// <remarks>
/// A chunk yields its own softmax-weighted mean z_c and the logarithm of its normaliser l_c; the bag's vector is sum_c softmax(l)_c z_c, which is the softmax over all instances. Autograd goes through that sum;
/// only the chunks themselves are recomputed, so memory beside the features is that of one chunk and of the scores. In training mode each chunk seeds libtorch's generator from the draw, so that dropout drops the
/// same in both runs. Source: softmax of blocks as in M. Milakov, N. Gimelshein, "Online normalizer calculation for softmax", 2018.
/// </remarks>
/// <param name="parts">Holds exactly the parameters that <paramref name="instances"/> uses.</param>
/// <param name="instances">From features (n, D) to hidden values and scores.</param>
/// <param name="chunkSize">Largest number of instances that are computed at once.</param>
internal sealed class AttentionPooling(nn.Module parts, Func<Tensor, ScoredInstances> instances, int chunkSize) : IDisposable
{
    private readonly Recomputation _recomputation = new();

    public void Dispose() => _recomputation.Dispose();

    /// <summary>Pools a bag; tensors of the current scope.</summary>
    public PooledBag Pool(Tensor features, BagDraw draw, bool training)
    {
        int count = (int)features.size(0);
        if (count <= chunkSize)
        {
            ScoredInstances all = instances(features);
            Tensor raw = all.Scores.t(), attention = raw.softmax(1);
            return new PooledBag(attention.mm(all.Hidden), raw, attention, all.Hidden);
        }

        ulong seed = draw.Open(RandomSlot.BagChunks).NextUInt64();
        var means = new List<Tensor>();
        var scores = new List<Tensor>();
        for (int first = 0; first < count; first += chunkSize)
        {
            int start = first;
            Tensor chunk = features.narrow(0, first, Math.Min(chunkSize, count - first));
            means.Add(_recomputation.Run(parts, (input, _) => Chunk(input, seed + (ulong)start, training, scores, start), chunk));
        }

        // (chunks, K, E + 1): the last column is the logarithm of the normaliser.
        Tensor stacked = stack(means);
        long width = stacked.size(2) - 1;
        Tensor shares = stacked.narrow(2, width, 1).softmax(0);
        Tensor embedding = (shares * stacked.narrow(2, 0, width)).sum(dim: 0), rawScores = cat(scores, 1);
        return new PooledBag(embedding, rawScores, rawScores.softmax(1), null);
    }

    private Tensor Chunk(Tensor features, ulong seed, bool training, List<Tensor> scores, int start)
    {
        if (training)
        {
            manual_seed((long)(seed & long.MaxValue));
        }

        // A scope a chunk: handles would keep every chunk's hidden values until the bag is done.
        using DisposeScope scope = NewDisposeScope();
        ScoredInstances chunk = instances(features);
        Tensor raw = chunk.Scores.t();
        if (scores.Count == start / chunkSize)
        {
            scores.Add(raw.detach().clone().MoveToOuterDisposeScope());
        }

        return cat([raw.softmax(1).mm(chunk.Hidden), raw.logsumexp(1, keepdim: true)], 1).MoveToOuterDisposeScope();
    }
}
