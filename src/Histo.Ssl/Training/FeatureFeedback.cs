using System.Runtime.InteropServices;
using Histo.Ssl.Objectives;
using Histo.Ssl.Pairs;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Training;

/// <summary>Carries embeddings from training to the samplers: fills a bank step by step and refreshes the table of neighbours at fixed steps.</summary>
/// <remarks>
/// Batches are planned ahead of training, so a table that changed at any time would make results depend on timing. It changes only between two stretches of steps, when no batch is planned ahead. Table and bank are part of the
/// run state. Disposing it disposes the bank only when it is its own.
/// </remarks>
public sealed class FeatureFeedback : IDisposable
{
    private readonly FeatureNeighbours _neighbours;
    private readonly IEmbeddingBank _bank;
    private readonly nn.Module? _own;
    private readonly Tensor _table;

    /// <summary>Creates the feedback.</summary>
    /// <param name="neighbours">The table that samplers read.</param>
    /// <param name="bank">The bank: the objective's, or one of the run's own.</param>
    /// <param name="refreshEvery">Steps between two refreshes, 1 or more.</param>
    /// <param name="own">The bank's module when it is the run's own: it is then fed here, clustered before each refresh, saved and disposed. Null when the objective does all that.</param>
    public FeatureFeedback(FeatureNeighbours neighbours, IEmbeddingBank bank, long refreshEvery, nn.Module? own = null)
    {
        ArgumentNullException.ThrowIfNull(neighbours);
        ArgumentNullException.ThrowIfNull(bank);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(refreshEvery);
        (_neighbours, _bank, _own, RefreshEvery) = (neighbours, bank, own, refreshEvery);
        _table = zeros(neighbours.Count, neighbours.PerTile, dtype: ScalarType.Int32).DetachFromDisposeScope();
        Write();
    }

    /// <summary>Gets the number of steps between two refreshes.</summary>
    public long RefreshEvery { get; }

    /// <summary>Gets the tensors that belong into the run state.</summary>
    public IEnumerable<(string Name, Tensor Tensor)> State =>
        [("neighbours", _table), .. _own?.state_dict().Select(entry => ($"bank.{entry.Key}", entry.Value)) ?? []];

    /// <summary>Returns the first step after the given one at which the table is refreshed.</summary>
    /// <param name="step">A step.</param>
    public long NextRefresh(long step) => ((step / RefreshEvery) + 1) * RefreshEvery;

    /// <summary>Takes the samplers' table from the state, after it has been loaded.</summary>
    public void Restore() => MemoryMarshal.Cast<byte, int>(_table.bytes).CopyTo(_neighbours.Table);

    /// <summary>Feeds the embeddings of a batch's anchors to the run's own bank.</summary>
    /// <param name="context">What the rows are.</param>
    /// <param name="result">The objective's result; its first embeddings are the anchors'.</param>
    public void Observe(BatchContext context, ObjectiveResult result)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(result);
        if (_own is null || result.Embeddings.Count == 0)
        {
            return;
        }

        using DisposeScope scope = NewDisposeScope();
        Tensor rows = result.Embeddings[0].detach().to(ScalarType.Float32).cpu().contiguous();
        int[] tiles = new int[context.Pairs];
        for (int i = 0; i < tiles.Length; i++)
        {
            tiles[i] = context.Rows[i].Tile;
        }

        _bank.Update(tiles, MemoryMarshal.Cast<byte, float>(rows.bytes));
    }

    /// <summary>Refreshes the table when it is due. No batch may be planned ahead.</summary>
    /// <param name="step">The step that comes next.</param>
    public void RefreshBefore(long step)
    {
        if (step == 0 || step % RefreshEvery != 0)
        {
            return;
        }

        if (_own is not null)
        {
            _bank.Cluster(step / RefreshEvery);
        }

        _neighbours.Refresh(_bank);
        Write();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _table.Dispose();
        _own?.Dispose();
    }

    private void Write() => _neighbours.Table.CopyTo(MemoryMarshal.Cast<byte, int>(_table.bytes));
}
