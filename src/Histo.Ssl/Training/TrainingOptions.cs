using System.ComponentModel.DataAnnotations;

namespace Histo.Ssl.Training;

/// <summary>Length, size and bookkeeping of a run.</summary>
public sealed class TrainingOptions
{
    /// <summary>Gets or sets the number of optimiser steps.</summary>
    /// <value>1000 (default). 0 writes the untrained encoder.</value>
    [Range(0, long.MaxValue)]
    public long Steps { get; set; } = 1000;

    /// <summary>Gets or sets the number of anchors in a batch.</summary>
    /// <value>128 (default), at least 2.</value>
    [Range(2, 1 << 20)]
    public int BatchSize { get; set; } = 128;

    /// <summary>Gets or sets how many batches are accumulated into one optimiser step.</summary>
    /// <value>1 (default). The loss is computed a batch at a time: terms over the batch (covariances, cross-correlation) do not span accumulated batches.</value>
    [Range(1, 4096)]
    public int AccumulatedBatches { get; set; } = 1;

    /// <summary>Gets or sets the seed of everything random.</summary>
    /// <value>0 (default).</value>
    public ulong Seed { get; set; }

    /// <summary>Gets or sets the number of steps between checkpoints.</summary>
    /// <value>200 (default). 0: only at the end and when cancelled.</value>
    [Range(0, long.MaxValue)]
    public long CheckpointEvery { get; set; } = 200;

    /// <summary>Gets or sets the number of steps between readings of the embedding meters.</summary>
    /// <value>10 (default).</value>
    [Range(1, 1 << 20)]
    public int MetersEvery { get; set; } = 10;

    /// <summary>Gets or sets the reading threads; they never change a result.</summary>
    /// <value>2 (default).</value>
    [Range(1, 256)]
    public int ReaderThreads { get; set; } = 2;

    /// <summary>Gets or sets the threads of one tensor operation. Recorded with the run and restored on resume, because sums depend on it in the last bit.</summary>
    /// <value>0 (default): the physical cores.</value>
    [Range(0, 1024)]
    public int ComputeThreads { get; set; }

    /// <summary>Gets or sets the batches that are read ahead.</summary>
    /// <value>3 (default).</value>
    [Range(1, 1024)]
    public int PrefetchedBatches { get; set; } = 3;

    /// <summary>Gets or sets the memory in MiB for batches that are read ahead; takes the place of <see cref="PrefetchedBatches"/>. It never changes a result.</summary>
    /// <value>Null (default): as many batches as <see cref="PrefetchedBatches"/> says. At least one batch is read ahead, however large; the batch in use is not counted.</value>
    [Range(1, int.MaxValue)]
    public int? PrefetchMegabytes { get; set; }

    /// <summary>Gets or sets how many slides are kept open while they are read at every step; it never changes a result.</summary>
    /// <value>32 (default). Opening a slide anew costs milliseconds; an open one costs what <see cref="Slides.SlidePool"/> says.</value>
    [Range(1, 1 << 20)]
    public int OpenSlides { get; set; } = 32;

    /// <summary>Gets or sets the largest memory in MiB for keeping all tiles decoded; larger cohorts are read from the slides at every step.</summary>
    /// <value>512 (default). 0: always read from the slides.</value>
    [Range(0, 1 << 20)]
    public int TileCacheMegabytes { get; set; } = 512;

    /// <summary>Gets or sets the device: "cpu", "cuda" or "cuda:n".</summary>
    /// <value>"cpu" (default).</value>
    public string Device { get; set; } = "cpu";

    /// <summary>Gets or sets when a run counts as collapsed.</summary>
    public CollapseOptions Collapse { get; set; } = new();
}
