using Histo.Ssl.Encoders;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Objectives;

/// <summary>The queue of MoCo: keys of past batches, first in first out, with the place in its slide that each key shows.</summary>
/// <remarks>
/// Keys are columns (D, K) of length 1, as in the official code. The queue starts with random directions that depend on the seed only; their slide is -1. All state is in buffers that change in place: "queue", "queue_ptr"
/// (official names), "queue_slide", "queue_column" and "queue_row". Not thread-safe.
/// Source: K. He et al., "Momentum contrast", CVPR 2020; facebookresearch/moco 132aea9, moco/builder.py, MoCo. The places are this library's.
/// </remarks>
public sealed class MoCoKeyBank : nn.Module
{
    private static readonly string[] AddressNames = ["queue_slide", "queue_column", "queue_row"];

    /// <summary>Creates a queue on the CPU in float32.</summary>
    /// <param name="size">K, the number of keys, 1 or more.</param>
    /// <param name="dimension">D, the length of a key, 1 or more.</param>
    /// <param name="seed">Seed of the first keys.</param>
    /// <exception cref="HistoException">HS0001: a size is not positive.</exception>
    public MoCoKeyBank(int size, int dimension, ulong seed)
        : base(nameof(MoCoKeyBank))
    {
        if (size < 1 || dimension < 1)
        {
            throw new HistoException(ErrorCodes.InvalidOption, "a queue needs positive sizes", nameof(MoCoKeyBank), $"{dimension} x {size}", "1 or more each");
        }

        (Size, Dimension) = (size, dimension);
        using DisposeScope scope = NewDisposeScope();
        Tensor keys = empty(dimension, size);
        InitialWeights.Normal(keys, 1, seed, "queue");
        register_buffer("queue", nn.functional.normalize(keys, p: 2, dim: 0, eps: 1e-12).DetachFromDisposeScope());
        register_buffer("queue_ptr", zeros(1, ScalarType.Int64).DetachFromDisposeScope());
        for (int i = 0; i < AddressNames.Length; i++)
        {
            register_buffer(AddressNames[i], full(size, i == 0 ? -1 : 0, ScalarType.Int64).DetachFromDisposeScope());
        }
    }

    /// <summary>Gets K, the number of keys.</summary>
    public int Size { get; }

    /// <summary>Gets D, the length of a key.</summary>
    public int Dimension { get; }

    /// <summary>Gets the keys, (D, K); owned by the queue, and changed in place by the next <see cref="Push"/>.</summary>
    public Tensor Keys => get_buffer("queue")!;

    /// <summary>Gets the column that the next key goes to, (1) int64; owned by the queue.</summary>
    public Tensor Next => get_buffer("queue_ptr")!;

    /// <summary>Returns slide, column and row of each key, (K, 3) int64; slide -1 where there is no key yet.</summary>
    /// <returns>A copy; the caller disposes it.</returns>
    public Tensor Addresses() => stack([.. AddressNames.Select(name => get_buffer(name)!)], 1);

    /// <summary>Puts keys in place of the oldest ones. After the last column the first one follows, whatever the number of keys.</summary>
    /// <param name="keys">(N, D) of length 1 along D, N of <see cref="Size"/> at most; detached and copied.</param>
    /// <param name="addresses">Slide, column and row of each key, (N, 3) int64; copied.</param>
    /// <exception cref="HistoException">HS0002: a tensor has another shape. HS1602: there are more keys than places.</exception>
    public void Push(Tensor keys, Tensor addresses)
    {
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(addresses);
        bool fits = keys.dim() == 2 && keys.size(1) == Dimension && addresses.dim() == 2 && addresses.size(0) == keys.size(0) && addresses.size(1) == 3;
        if (!fits)
        {
            throw new HistoException(
                ErrorCodes.WrongShape, "keys or their places do not fit the queue", nameof(MoCoKeyBank),
                $"[{string.Join(", ", keys.shape)}] and [{string.Join(", ", addresses.shape)}]", $"[N, {Dimension}] and [N, 3]");
        }

        long rows = keys.size(0);
        if (rows > Size)
        {
            throw new HistoException(ErrorCodes.QueueTooSmall, "a batch has more keys than the queue has places", nameof(MoCoV2Options.QueueSize), $"{rows} keys", $"{Size} or fewer");
        }

        using IDisposable noGradient = no_grad();
        using DisposeScope scope = NewDisposeScope();
        Tensor places = (Next + arange(rows, device: Next.device)).remainder(Size);
        Keys.index_copy_(1, places, keys.detach().to(Keys.dtype).t());
        for (int i = 0; i < AddressNames.Length; i++)
        {
            get_buffer(AddressNames[i])!.index_copy_(0, places, addresses.select(1, i));
        }

        Next.copy_((Next + rows).remainder(Size));
    }
}
