using Histo.Ssl.Randomness;

namespace Histo.Ssl.Objectives;

/// <summary>Draws the block masks of iBOT: rectangles of patches that the student does not see.</summary>
/// <remarks>
/// Of the crops exactly int(crops x <see cref="Probability"/>) are given a target: with n such crops and n + 1 equally spaced edges from <see cref="MinimumRatio"/> to <see cref="MaximumRatio"/>, the i-th target is int(P U(edge_i, edge_i+1)).
/// The masks are then shuffled over the crops. A mask is filled block by block: area U(4, what is missing, at most <see cref="LargestBlock"/>), aspect log-uniform within 0.3 to 1/0.3, ten tries a block; a block is taken when it lies
/// inside the grid and adds at least one patch and not more than are missing. Where nothing fits the mask stays smaller than its target, so on small grids a chosen crop may end without a masked patch.
/// A pure function of (seed, step, rank).
/// Source: H. Bao et al., "BEiT", ICLR 2022; facebookresearch/dinov2 b8931f7, data/masking.py, MaskingGenerator, and data/collate.py, collate_data_and_cast.
/// </remarks>
public sealed record BlockMasks
{
    private const double SmallestBlock = 4, Aspect = 0.3;
    private const int Tries = 10;

    /// <summary>Creates the masks of one grid.</summary>
    /// <param name="height">Rows of patches, 1 or more.</param>
    /// <param name="width">Patches in a row, 1 or more.</param>
    public BlockMasks(int height, int width)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        Height = height;
        Width = width;
        LargestBlock = 0.5 * height * width;
    }

    /// <summary>Gets the rows of patches.</summary>
    public int Height { get; }

    /// <summary>Gets the patches in a row.</summary>
    public int Width { get; }

    /// <summary>Gets the share of the crops that are masked.</summary>
    /// <value>0.5 (default).</value>
    public double Probability { get; init; } = 0.5;

    /// <summary>Gets the smallest masked share of the patches of a masked crop.</summary>
    /// <value>0.1 (default).</value>
    public double MinimumRatio { get; init; } = 0.1;

    /// <summary>Gets the largest masked share of the patches of a masked crop.</summary>
    /// <value>0.5 (default).</value>
    public double MaximumRatio { get; init; } = 0.5;

    /// <summary>Gets the most patches that a block may add.</summary>
    /// <value>Half of the grid (default): 98 for 14 x 14, 128 for 16 x 16.</value>
    public double LargestBlock { get; init; }

    /// <summary>Returns the number of crops that are given a target.</summary>
    /// <param name="crops">Number of crops.</param>
    public int MaskedCrops(int crops) => (int)(crops * Probability);

    /// <summary>Returns the most patches that can be masked over all crops.</summary>
    /// <param name="crops">Number of crops.</param>
    public int MostMasked(int crops)
    {
        int masked = MaskedCrops(crops), most = 0;
        for (int i = 0; i < masked; i++)
        {
            most += (int)(Height * Width * Edge(i + 1, masked));
        }

        return most;
    }

    /// <summary>Draws the masks of a batch.</summary>
    /// <param name="crops">Number of crops.</param>
    /// <param name="seed">Seed of the run.</param>
    /// <param name="step">Number of the batch, 0 or more.</param>
    /// <param name="rank">Number of the process, 0 or more.</param>
    /// <returns>crops x P, crop by crop and row by row, true where a patch is masked.</returns>
    public bool[] Create(int crops, ulong seed, long step, int rank = 0)
    {
        int patches = Height * Width, masked = MaskedCrops(crops), first = rank * (crops + 1);
        var order = new int[crops];
        for (int i = 0; i < crops; i++)
        {
            order[i] = i;
        }

        var shuffle = new CounterRandom(seed, step, first + crops, RandomSlot.Masks);
        shuffle.Shuffle<int>(order);
        var masks = new bool[crops * patches];
        for (int i = 0; i < masked; i++)
        {
            var random = new CounterRandom(seed, step, first + i, RandomSlot.Masks);
            double ratio = Uniform(ref random, Edge(i, masked), Edge(i + 1, masked));
            Fill(masks.AsSpan(order[i] * patches, patches), (int)(patches * ratio), ref random);
        }

        return masks;
    }

    /// <summary>Masks patches until the target is met or no block fits.</summary>
    /// <returns>The number of masked patches, at most the target.</returns>
    internal int Fill(Span<bool> mask, int target, ref CounterRandom random)
    {
        int count = 0;
        while (count < target)
        {
            int added = AddBlock(mask, Math.Min(target - count, LargestBlock), ref random);
            if (added == 0)
            {
                break;
            }

            count += added;
        }

        return count;
    }

    /// <summary>Edge i of the intervals from which the masked shares are drawn, 0 to <paramref name="masked"/>.</summary>
    internal double Edge(int i, int masked) => MinimumRatio + ((MaximumRatio - MinimumRatio) * i / masked);

    private static double Uniform(ref CounterRandom random, double low, double high) => low + ((high - low) * random.NextDouble());

    private int AddBlock(Span<bool> mask, double atMost, ref CounterRandom random)
    {
        for (int attempt = 0; attempt < Tries; attempt++)
        {
            double area = Uniform(ref random, SmallestBlock, atMost), aspect = Math.Exp(Uniform(ref random, Math.Log(Aspect), -Math.Log(Aspect)));
            int height = (int)Math.Round(Math.Sqrt(area * aspect)), width = (int)Math.Round(Math.Sqrt(area / aspect));
            if (height >= Height || width >= Width)
            {
                continue;
            }

            int top = random.Next(Height - height + 1), left = random.Next(Width - width + 1);
            int missing = Walk(mask, top, left, height, width, set: false);
            if (missing > 0 && missing <= atMost)
            {
                return Walk(mask, top, left, height, width, set: true);
            }
        }

        return 0;
    }

    // Counts the patches of a rectangle that are not masked yet, and masks them where asked.
    private int Walk(Span<bool> mask, int top, int left, int height, int width, bool set)
    {
        int missing = 0;
        for (int row = top; row < top + height; row++)
        {
            foreach (ref bool patch in mask.Slice((row * Width) + left, width))
            {
                missing += patch ? 0 : 1;
                patch |= set;
            }
        }

        return missing;
    }
}
