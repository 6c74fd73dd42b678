using Histo.Ssl.Pairs;
using Histo.Ssl.Tiling;
using static TorchSharp.torch;

namespace Histo.Ssl.Objectives;

/// <summary>Finds, for the batches of an objective, the bank rows that its options ask for.</summary>
internal sealed class BankSearch
{
    private readonly BankObjectiveOptions _options;
    private readonly TileSet _tiles;
    private readonly ulong _seed;
    private readonly BankMiner _miner;
    private readonly GridNeighbours _neighbours;
    private readonly BetaRanks _ranks;

    /// <exception cref="HistoException">HS1610: the setup has no tile set.</exception>
    public BankSearch(ObjectiveSetup setup, BankObjectiveOptions options, string objective)
    {
        _tiles = setup.Tiles ?? throw new HistoException(
            ErrorCodes.ObjectiveNeedsTiles, "the objective keeps an embedding for each tile and needs to know the tiles", objective, action: "Create it with ObjectiveSetup.Tiles, or choose an objective without a bank.");
        (_options, _seed) = (options, setup.Seed);
        _miner = new BankMiner { Neighbours = Math.Max(1, 2 * options.Neighbours / (1 + options.AuxiliaryAnchors)), ChunkRows = options.ChunkRows, CodeCompatible = options.CodeCompatible };
        _neighbours = GridNeighbours.Closer(_tiles, options.DistanceThreshold);
        _ranks = new BetaRanks(Math.Max(1, (int)(options.NegativeShare * Math.Min(options.Candidates ?? _tiles.Count, _tiles.Count))), options.Ranks);
    }

    /// <summary>Number of tiles: rows of the bank.</summary>
    public int Count => _tiles.Count;

    /// <summary>Returns the tiles of a batch.</summary>
    /// <exception cref="HistoException">HS0002: the views have another number of images than the context has pairs. HS1201: a tile is not in the tile set.</exception>
    public BankBatch Batch(ObjectiveInput input, string objective)
    {
        ProjectedPair.RequireTwoViews(objective, input.Views);
        return input.Views[0].size(0) == input.Context.Pairs
            ? BankBatch.Of(input.Context, _tiles, _neighbours)
            : throw new HistoException(ErrorCodes.WrongShape, "the views have another number of images than the context has pairs", objective, input.Views[0].size(0), input.Context.Pairs);
    }

    /// <summary>Finds neighbours and negatives.</summary>
    /// <param name="unit">(B, D) unit rows without gradient.</param>
    /// <param name="bank">The bank.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="step">Number of the batch.</param>
    /// <param name="draws">Draws of negatives.</param>
    /// <param name="ranking">Other unit rows and bank rows that negatives are ranked by; null for the same.</param>
    public MinedRows Find(Tensor unit, EmbeddingBank bank, BankBatch batch, long step, int draws, (Tensor Unit, Tensor Memory)? ranking = null)
    {
        int[]? part = _options.Candidates is { } count && count < Count ? BankView.Draw(Count, count, _seed, step) : null;
        BankView View(Tensor memory) => part is null ? BankView.All(memory) : BankView.Part(memory, part);
        int[][] auxiliaries = BankMiner.MostSimilar(unit, bank.Memory, batch.Intra, _options.AuxiliaryAnchors);
        int[][] ranks = [.. Enumerable.Range(0, draws).Select(draw => _ranks.Draw(_options.Negatives, _seed, step, draw))];
        (Tensor, BankView)? other = ranking is { } own ? (own.Unit, View(own.Memory)) : null;
        return _miner.Mine(unit, bank.Memory, View(bank.Memory), new ClusterKeys(bank.Clusters, Count), batch.Anchors, auxiliaries, batch.Excluded, ranks, other);
    }

    /// <summary>Clusters a bank when as many epochs as asked for have begun since it was last clustered.</summary>
    public void ClusterWhenDue(EmbeddingBank bank, long epoch)
    {
        long round = bank.Round;
        if (round < 0 || epoch >= round + _options.ClusterEvery)
        {
            bank.Cluster(epoch);
        }
    }
}
