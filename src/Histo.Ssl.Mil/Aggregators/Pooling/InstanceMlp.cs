using Histo.Ssl.Encoders;
using Histo.Ssl.Randomness;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Aggregators;

/// <summary>Base of aggregators that classify each instance with a small network, f_i = W2 Drop(ReLU(W1 x_i + b1)) + b2, and pool the answers.</summary>
/// <remarks>Large bags go through in chunks, whose inside is computed again in the backward pass.</remarks>
public abstract class InstanceMlp : MilAggregator
{
    private readonly Recomputation _recomputation = new();
    private readonly Sequential _head;
    private readonly InstanceMlpOptions _options;

    private protected InstanceMlp(string name, int inputSize, int outputs, InstanceMlpOptions? options, ulong seed)
        : base(name, inputSize, outputs)
    {
        _options = options ?? new InstanceMlpOptions();
        _options.Validate();
        _head = nn.Sequential(("0", nn.Linear(inputSize, _options.Width)), ("1", nn.ReLU()), ("2", nn.Dropout(_options.Dropout)), ("3", nn.Linear(_options.Width, outputs)));
        register_module("head", _head);
        DefaultWeights.DrawXavier(this, seed);
    }

    /// <inheritdoc/>
    protected override MilOutput Compute(MilInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        Tensor features = input.Bag.Features;
        var instances = new List<Tensor>();
        var pooled = new List<Tensor>();
        ulong seed = input.Draw.Open(RandomSlot.BagChunks).NextUInt64();
        for (int first = 0; first < input.Bag.Count; first += _options.ChunkSize)
        {
            Tensor chunk = features.narrow(0, first, Math.Min(_options.ChunkSize, input.Bag.Count - first));
            int start = first;
            bool whole = chunk.size(0) == input.Bag.Count;
            pooled.Add(whole ? Chunk(chunk) : _recomputation.Run(_head, (rows, _) => Reseeded(rows, seed + (ulong)start), chunk));

            Tensor Chunk(Tensor rows)
            {
                // A scope a chunk: handles would keep every chunk's hidden values until the bag is done.
                using DisposeScope scope = NewDisposeScope();
                Tensor logits = _head.call(rows);
                if (instances.Count == start / _options.ChunkSize)
                {
                    instances.Add((whole ? logits : logits.detach().clone()).MoveToOuterDisposeScope());
                }

                return PoolChunk(logits).MoveToOuterDisposeScope();
            }

            Tensor Reseeded(Tensor rows, ulong own)
            {
                if (training)
                {
                    manual_seed((long)(own & long.MaxValue));
                }

                return Chunk(rows);
            }
        }

        Tensor answer = Join(cat(pooled), input.Bag.Count);
        return new MilOutput { Logits = answer, InstanceLogits = cat(instances), Terms = input.Target is { } target ? [new LossTerm("bag", target.Loss(answer))] : [] };
    }

    // What a chunk contributes, (1, C), from the logits of its instances.
    private protected abstract Tensor PoolChunk(Tensor logits);

    // The bag's logits, (1, C), from what its chunks contribute, (chunks, C).
    private protected abstract Tensor Join(Tensor chunks, int count);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _recomputation.Dispose();
        }

        base.Dispose(disposing);
    }
}
