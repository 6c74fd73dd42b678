using System.ComponentModel.DataAnnotations;

namespace Histo.Ssl.Views;

/// <summary>Settings of a <see cref="TileBatchReader"/>. None of them changes what a batch holds.</summary>
public sealed class TileBatchReaderOptions
{
    /// <summary>Gets or sets the number of reading threads.</summary>
    /// <value>1 to 256; default 2.</value>
    [Range(1, 256)]
    public int ReaderThreads { get; set; } = 2;

    /// <summary>Gets or sets how many batches may be read ahead of the one that is in use.</summary>
    /// <value>1 to 1,024; default 3. Memory: this many batches, and those that the caller has not disposed.</value>
    [Range(1, 1024)]
    public int PrefetchBatches { get; set; } = 3;

    /// <summary>Gets or sets the memory for batches that are read ahead, in MiB; takes the place of <see cref="PrefetchBatches"/>.</summary>
    /// <value>1 or more, of which at least one batch is read ahead; default null: as many as <see cref="PrefetchBatches"/> says.</value>
    [Range(1, int.MaxValue)]
    public int? PrefetchMegabytes { get; set; }

    /// <summary>Gets or sets the step of the first batch.</summary>
    /// <value>0 or more; default 0.</value>
    [Range(0, long.MaxValue)]
    public long StartStep { get; set; }

    /// <summary>Gets or sets the step at which reading ends; its batch is not read.</summary>
    /// <value><see cref="StartStep"/> or more; default null: without end.</value>
    [Range(0, long.MaxValue)]
    public long? EndStep { get; set; }

    /// <summary>Gets or sets the share of the tile set's tiles that may be unreadable before the run stops.</summary>
    /// <value>0 (any unreadable tile stops the run) to 1 (never); default 0.01.</value>
    [Range(0.0, 1.0)]
    public double MaxUnreadableShare { get; set; } = 0.01;
}
