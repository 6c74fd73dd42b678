using Histo.Ssl.Randomness;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Aggregators;

/// <summary>ACMIL's masking of salient instances (STKIM): some of the highest scores of each row are set to -1e9 before the softmax.</summary>
/// <remarks>Source: Y. Zhang et al., "Attention-Challenging Multiple Instance Learning", ECCV 2024; dazhangyu123/ACMIL e53d19c, architecture/transformer.py: ACMIL_GA.forward.</remarks>
internal sealed class SalientMask
{
    private const double Masked = -1e9;

    private readonly Func<Tensor, int, Tensor?> _pick;

    private SalientMask(Func<Tensor, int, Tensor?> pick) => _pick = pick;

    /// <summary>Gets the mask that changes nothing.</summary>
    public static SalientMask None { get; } = new((_, _) => null);

    /// <summary>Makes a mask that draws: of the min(candidates, N) highest scores of a row, the share rounded down, uniformly.</summary>
    public static SalientMask Drawn(AcmilOptions options, BagDraw draw)
    {
        CounterRandom random = draw.Open(RandomSlot.BagHiding);
        return new((scores, _) => Draw(scores, options, ref random));
    }

    /// <summary>Makes a mask of given instances.</summary>
    /// <param name="instances">Their indices, one list a row of the attention.</param>
    /// <param name="rows">Number of rows of the attention.</param>
    /// <param name="input">The bag.</param>
    /// <exception cref="HistoException">HS2021: there is not one list a row, the lists differ in length, or an index is out of range or twice in a row.</exception>
    public static SalientMask Given(IReadOnlyList<long[]> instances, int rows, MilInput input)
    {
        ArgumentNullException.ThrowIfNull(instances);
        int count = input.Bag.Count;
        bool fits = instances.Count == rows && instances.All(row => row.Length == instances[0].Length && row.Distinct().Count() == row.Length && row.All(index => index >= 0 && index < count));
        return fits
            ? new((scores, first) => tensor([.. instances.Skip(first).Take((int)scores.size(0)).SelectMany(row => row)], [scores.size(0), instances[0].Length], device: scores.device))
            : throw new HistoException(
                ErrorCodes.BadMaskedInstances, "the instances to be masked do not fit the bag", input.Bag.Id, $"{instances.Count} lists", $"{rows} lists of one length with different indices from 0 to {count - 1}", "Leave them out to have them drawn.");
    }

    /// <summary>Masks scores, in the current dispose scope.</summary>
    /// <param name="scores">(R, N), with gradient.</param>
    /// <param name="firstRow">Which row of the whole attention the first of them is.</param>
    public Tensor Apply(Tensor scores, int firstRow)
    {
        Tensor? picked = _pick(scores, firstRow);
        return picked is null ? scores : scores.scatter(1, picked, full(picked.shape, Masked, dtype: scores.dtype, device: scores.device));
    }

    private static Tensor? Draw(Tensor scores, AcmilOptions options, ref CounterRandom random)
    {
        int candidates = (int)Math.Min(options.MaskCandidates, scores.size(1)), picks = (int)(candidates * options.MaskShare);
        if (picks == 0)
        {
            return null;
        }

        using DisposeScope scope = NewDisposeScope();
        long rows = scores.size(0);
        long[] ranked = scores.detach().topk(candidates, 1).indexes.cpu().contiguous().data<long>().ToArray();
        var picked = new long[rows * picks];
        for (int row = 0; row < rows; row++)
        {
            Span<long> own = ranked.AsSpan(row * candidates, candidates);
            random.Shuffle(own);
            own[..picks].CopyTo(picked.AsSpan(row * picks));
        }

        return tensor(picked, [rows, picks], device: scores.device).MoveToOuterDisposeScope();
    }
}
