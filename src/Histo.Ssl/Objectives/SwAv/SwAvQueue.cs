using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Objectives;

/// <summary>Earlier embeddings of the two global crops, newest first.</summary>
/// <remarks>Used only once it is full, as in the official code (which looks whether its last row is still zero).</remarks>
internal sealed class SwAvQueue : nn.Module
{
    private readonly Tensor features;
    private readonly Tensor rows;

    public SwAvQueue(long length, long size)
        : base(nameof(SwAvQueue))
    {
        features = zeros(2, length, size);
        rows = zeros(1, dtype: ScalarType.Int64);
        features.DetachFromDisposeScope();
        rows.DetachFromDisposeScope();
        RegisterComponents();
    }

    /// <summary>Scores of the queued embeddings, (2, L, K), without gradient; null while the queue is not full.</summary>
    public Tensor? Scores(SwAvPrototypes prototypes)
    {
        if (rows.item<long>() < features.size(1))
        {
            return null;
        }

        using IDisposable frozen = no_grad();
        using DisposeScope scope = NewDisposeScope();
        return prototypes.call(features).MoveToOuterDisposeScope();
    }

    /// <summary>Puts the embeddings of the two global crops, (2N, D), in front; the oldest fall out.</summary>
    public void Push(Tensor embeddings)
    {
        using IDisposable frozen = no_grad();
        using DisposeScope scope = NewDisposeScope();
        long count = embeddings.size(0) / 2, length = features.size(1);
        if (count > length)
        {
            throw new HistoException(
                ErrorCodes.WrongShape, "the batch does not fit into the queue", nameof(SwAvOptions.QueueLength), length, $"{count} or more a rank", "Lengthen the queue or set it to 0.");
        }

        Tensor newest = embeddings.detach().to(features.dtype).reshape(2, count, -1);
        features.copy_(cat([newest, features.narrow(1, 0, length - count)], 1));
        rows.add_(count).clamp_(max: length);
    }
}
