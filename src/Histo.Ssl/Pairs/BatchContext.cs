using Histo.Ssl.Tiling;

namespace Histo.Ssl.Pairs;

/// <summary>What every row of a batch is: travels with the pixels to samplers, guards, objectives and meters.</summary>
/// <remarks>
/// A batch of N pairs has 2N rows: rows 0 .. N-1 are the anchors (view 0), row N+i is the positive of anchor i (view 1). Local crops of multi-crop objectives are further blocks of N rows that repeat a tile of their pair (see <see cref="ViewLayout"/>).
/// </remarks>
public sealed class BatchContext
{
    private readonly BatchRow[] _rows;

    /// <summary>Creates the context of a batch.</summary>
    /// <param name="step">Training step, 0-based.</param>
    /// <param name="epoch">Pass over the anchors that the batch began in, 0-based.</param>
    /// <param name="pairs">Number of anchors.</param>
    /// <param name="rows">All rows; a whole multiple of <paramref name="pairs"/>.</param>
    /// <exception cref="HistoException">HS0002: the rows are not a whole number of views.</exception>
    public BatchContext(long step, long epoch, int pairs, BatchRow[] rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (pairs < 1 || rows.Length == 0 || rows.Length % pairs != 0)
        {
            throw new HistoException(ErrorCodes.WrongShape, "the rows are not a whole number of views", seen: rows.Length, wanted: $"a multiple of {pairs}");
        }

        Step = step;
        Epoch = epoch;
        Pairs = pairs;
        _rows = rows;
    }

    /// <summary>Gets the training step.</summary>
    public long Step { get; }

    /// <summary>Gets the pass over the anchors that the batch began in.</summary>
    public long Epoch { get; }

    /// <summary>Gets the number of anchors.</summary>
    public int Pairs { get; }

    /// <summary>Gets the number of views: rows divided by pairs.</summary>
    public int Views => _rows.Length / Pairs;

    /// <summary>Gets the rows.</summary>
    public ReadOnlySpan<BatchRow> Rows => _rows;

    /// <summary>Gets the distance within which another row must not be used as a negative; 0 for no such rule.</summary>
    public int ExclusionRadius { get; init; }

    /// <summary>Returns the rows of one view.</summary>
    /// <param name="view">0 to <see cref="Views"/> - 1.</param>
    public ReadOnlySpan<BatchRow> View(int view) => _rows.AsSpan(view * Pairs, Pairs);

    /// <summary>Returns the Chebyshev distance of two rows in strides; null for rows of different slides.</summary>
    /// <param name="first">Index of a row.</param>
    /// <param name="second">Index of another row.</param>
    public int? Distance(int first, int second) => _rows[first].Address.DistanceTo(_rows[second].Address);
}
