namespace Histo.Ssl.Training;

/// <summary>What training costs on this machine with these slides, part by part.</summary>
public sealed record ThroughputReport
{
    /// <summary>Gets the number of slides.</summary>
    public required int Slides { get; init; }

    /// <summary>Gets the number of tiles.</summary>
    public required int Tiles { get; init; }

    /// <summary>Gets the anchors of a step.</summary>
    public required int BatchSize { get; init; }

    /// <summary>Gets the reading threads.</summary>
    public required int ReaderThreads { get; init; }

    /// <summary>Gets the processors of the machine.</summary>
    public required int Processors { get; init; }

    /// <summary>Gets the speed of reading blocks of 256 KiB from all over the files, in 10^6 bytes a second; null for slides that are no single files.</summary>
    /// <remarks>Files that were read shortly before come from the system's memory: much more than the disk gives then.</remarks>
    public double? DiskMegabytesPerSecond { get; init; }

    /// <summary>Gets the bytes of the files that a tile takes, estimated from their sizes and areas; null where the disk was not measured.</summary>
    public double? BytesPerTile { get; init; }

    /// <summary>Gets the tiles that all reading threads together read and decode in a second, with nothing else going on.</summary>
    public required double TilesPerSecond { get; init; }

    /// <summary>Gets the pairs that a second of training handles, everything included.</summary>
    public required double PairsPerSecond { get; init; }

    /// <summary>Gets the share of a step that is spent waiting for pixels, 0 to 1.</summary>
    public required double WaitingShare { get; init; }

    /// <summary>Gets the share of a step that is spent making views, 0 to 1.</summary>
    public required double ViewShare { get; init; }

    /// <summary>Gets the share of a step that is spent in the network, 0 to 1.</summary>
    public required double ComputeShare { get; init; }

    /// <summary>Gets whether all tiles fit into <see cref="TrainingOptions.TileCacheMegabytes"/>: a run then reads the slides once, at its start.</summary>
    public required bool FitsInMemory { get; init; }

    /// <summary>Gets the training steps that were measured, those before which threads and buffers came up left out.</summary>
    public required int Steps { get; init; }

    /// <summary>Gets what is wrong with slides that were left out.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];

    /// <summary>Gets what limits training.</summary>
    public required ThroughputLimit Limit { get; init; }

    /// <summary>Gets what to change, the most promising first.</summary>
    public required IReadOnlyList<string> Advice { get; init; }
}
