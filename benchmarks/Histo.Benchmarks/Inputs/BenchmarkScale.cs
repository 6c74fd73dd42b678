namespace Histo.Benchmarks.Inputs;

/// <summary>How large the inputs are. Set before the first benchmark is made.</summary>
/// <param name="SlideSide">Width and height of the synthetic slides in pixels.</param>
/// <param name="TileCounts">Sizes of the synthetic tile sets.</param>
/// <param name="PairBatch">Anchors in a batch of pair sampling.</param>
/// <param name="ViewPairs">Pairs in a batch of views.</param>
/// <param name="TrainingPairs">Pairs in a training batch.</param>
/// <param name="TrainingSteps">Steps of a training run.</param>
/// <param name="EncoderWidth">Channels of the first stage of the encoder with ImageNet's stem.</param>
/// <param name="Projector">Sizes of the projection head.</param>
/// <param name="BankTiles">Rows of an embedding bank.</param>
internal sealed record BenchmarkScale(int SlideSide, IReadOnlyList<int> TileCounts, int PairBatch, int ViewPairs, int TrainingPairs, int TrainingSteps, int EncoderWidth, string Projector, int BankTiles)
{
    /// <summary>Gets the inputs that are measured: decoded, the slide is twice OpenSlide's cache of 32 MB, so that no pass finds its tiles there.</summary>
    public static BenchmarkScale Full { get; } = new(4096, [100_000, 10_000_000], 256, 16, 64, 8, 64, "2048-2048-2048", 700_000);

    /// <summary>Gets small inputs that only show that everything runs.</summary>
    public static BenchmarkScale Smoke { get; } = new(1024, [10_000], 64, 2, 4, 2, 8, "64-64", 10_000);

    /// <summary>Gets or sets the scale in use.</summary>
    public static BenchmarkScale Current { get; set; } = Full;
}
