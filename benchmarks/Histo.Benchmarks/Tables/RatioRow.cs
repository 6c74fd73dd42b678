namespace Histo.Benchmarks.Tables;

/// <summary>A line of the table of ratios.</summary>
/// <param name="Key">The key in the file of figures.</param>
/// <param name="What">What is compared with what.</param>
/// <param name="Bar">What it has to reach; null for none.</param>
/// <param name="Unit">Unit of the figure itself: "" for a ratio, "bytes", "s", "pairs/s" or "%".</param>
/// <param name="AtMost">Whether smaller is better.</param>
internal sealed record RatioRow(string Key, string What, double? Bar = null, string Unit = "", bool AtMost = false)
{
    public static IReadOnlyList<RatioRow> All { get; } =
    [
        new("readOpenSlideVsC1", "tiles through OpenSlide, aligned, 1 thread / bare loop in C", 0.95),
        new("readOpenSlideVsC2", "tiles through OpenSlide, aligned, 2 threads / loop in C, 2 threads", 0.95),
        new("readOpenSlideUnalignedVsC1", "tiles through OpenSlide, 1 thread, each read touches four tiles of the file / loop in C", 0.95),
        new("readOpenSlideDeflateVsC1", "tiles through OpenSlide, deflate, aligned, 1 thread / loop in C", 0.95),
        new("readTiffVsC1", "managed TIFF, aligned JPEG tiles, 1 thread / loop in C over libopenslide", 3),
        new("readTiffScannedVsC1", "managed TIFF on a scanned slide (CMU-1-Small-Region, 240 px), aligned, 1 thread / loop in C", 3),
        new("readTiffVsC2", "managed TIFF, aligned JPEG tiles, 2 threads / loop in C, 2 threads", 3),
        new("readTiffUnalignedVsC1", "managed TIFF, JPEG, each read touches four tiles of the file, 1 thread / loop in C"),
        new("readDeflateVsC1", "managed TIFF, aligned deflate tiles, 1 thread / loop in C"),
        new("readDeflateUnalignedVsC1", "managed TIFF, deflate, each read touches four tiles of the file, 1 thread / loop in C"),
        new("bytesPerTile", "managed memory a tile, steady state, JPEG", 0, "bytes", AtMost: true),
        new("bytesPerTileDeflate", "managed memory a tile, deflate: the object that inflates", null, "bytes", AtMost: true),
        new("decodesPerPairedView", "decoded source tiles a view: neighbours / any two tiles", 0.6, AtMost: true),
        new("pairsPerSecond", "spatial positives, distance 1, of 10 million tiles, a second of processor time", 10e6, "pairs/s"),
        new("bytesPerTileIndexed", "index of the tiles without columns", null, "bytes", AtMost: true),
        new("purityVsPlainGrids", "purity of a million tiles up to distance 8 / the same pairs in plain grids"),
        new("views64VsTorchvision", "views of 64 px, SimCLR's recipe, 1 thread / torchvision on PIL", 3),
        new("views96VsTorchvision", "views of 96 px, SimCLR's recipe, 1 thread / torchvision on PIL"),
        new("views224VsTorchvision", "views of 224 px, SimCLR's recipe, 1 thread / torchvision on PIL", 5),
        new("viewsGlobalVsTorchvision", "DINOv2's global crop, 224 px / torchvision"),
        new("viewsLocalVsTorchvision", "DINOv2's local crop, 96 of 224 px / torchvision"),
        new("views64VsTensors", "fused views of 64 px / our views of batched tensor operations"),
        new("views96VsTensors", "the same, 96 px"),
        new("views224VsTensors", "the same, 224 px"),
        new("viewsGlobalVsTensors", "the same, DINOv2's global crop"),
        new("viewsLocalVsTensors", "the same, DINOv2's local crop"),
        new("trainVsCached", "training step, slides read at each / the same on ready tensors", 0.85),
        new("waitingShare", "share of a step spent waiting for pixels", null, "%", AtMost: true),
        new("trainVsPyTorch", "training step on ready tensors / the same network and loss in PyTorch", 1),
        new("trainResNetThreadsVsOne", "ResNet-18: all threads of tensor operations / one"),
        new("trainViTThreadsVsOne", "ViT-Ti/16: the same"),
        new("trainResNetBfloat16VsFloat32", "ResNet-18: step in bfloat16 / float32"),
        new("trainViTBfloat16VsFloat32", "ViT-Ti/16: the same"),
        new("channelsLastVsFirst", "3x3 convolutions, channels last / first"),
        new("adamWVsTorchSharp", "fused AdamW / TorchSharp's"),
        new("momentumVsOneByOne", "teacher's update in one call / one call a parameter"),
        new("extractVsInference", "extraction into a store / inference alone", 0.95),
        new("srmilGrowth", "SRMIL: exponent of a step's time between 10,000 and 100,000 tiles", null, AtMost: true),
        new("srmilMemoryGrowth", "SRMIL: exponent of its memory above the features, the same sizes", null, AtMost: true),
        new("srmilPeak10k", "SRMIL, 10,000 tiles: peak above the features", 1.2e9, "bytes", AtMost: true),
        new("srmil100kPeak", "SRMIL, 100,000 tiles: peak above the features", null, "bytes", AtMost: true),
        new("srmilVsPyTorch", "SRMIL step, 10,000 tiles / messages along a list of edges in plain PyTorch", 3),
        new("abmil400kPeakVsFeatures", "gated ABMIL, 400,000 tiles, in chunks: peak of the process / the features", 2, AtMost: true),
        new("helpSeconds", "`histo --help`, the program itself", 0.3, "s", AtMost: true),
    ];

    /// <summary>Whether a figure reaches the bar; null where there is none.</summary>
    public bool? Reached(double value) => Bar is { } bar ? AtMost ? value <= bar : value >= bar : null;

    /// <summary>Writes a figure in its unit.</summary>
    public string Text(double value) => Unit switch
    {
        "bytes" when value >= 1e5 => MarkdownTable.Bytes(value),
        "%" => $"{MarkdownTable.Number(value * 100)} %",
        "" => MarkdownTable.Number(value),
        _ => $"{MarkdownTable.Number(value)} {Unit}",
    };
}
