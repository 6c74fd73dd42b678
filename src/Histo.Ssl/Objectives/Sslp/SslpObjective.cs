using Histo.Ssl.Collectives;
using Histo.Ssl.Encoders;
using Histo.Ssl.Tiling;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Objectives;

/// <summary>SSLP: an anchor is pulled to itself, to its neighbours on the slide and to its neighbours in feature space, which are rows of a bank with one embedding a tile.</summary>
/// <remarks>
/// A step, in the order of the authors' code: forward, sets and loss against the bank as it stands, then the anchors' embeddings go into the bank, and at the first batch of an epoch (<see cref="SslpOptions.ClusterEvery"/>)
/// the bank is clustered. The bank changes in training mode only. Memory beyond the bank: ChunkRows x tiles for the similarities, never batch x tiles with gradient.
/// Source: HHHedo/SGCL b40f1d8, openselfsup/models/spatialcl.py: SpatialCL; the neck of configs/selfsup/sslp/spatialcl.py.
/// </remarks>
public sealed class SslpObjective : IJointEmbeddingObjective, IBankObjective
{
    /// <summary>Name of the objective.</summary>
    public const string ObjectiveName = "sslp";

    private const int Draws = 3;
    private readonly SslpOptions _options;
    private readonly ulong _seed;
    private readonly ICollective _collective;
    private readonly TileSet _tiles;
    private readonly ProjectionHead _projector;
    private readonly SslpLoss _loss;
    private readonly BankMiner _miner;
    private readonly GridNeighbours _neighbours;
    private readonly BetaRanks _ranks;

    /// <summary>Creates the objective with new heads and a new bank on the CPU.</summary>
    /// <param name="setup">Encoder, tiles, seed and ranks.</param>
    /// <param name="options">Settings.</param>
    /// <exception cref="HistoException">HS1610: the setup has no tile set. HS1506: the projector cannot be read. HS0001: a setting is out of range.</exception>
    public SslpObjective(ObjectiveSetup setup, SslpOptions options)
    {
        ArgumentNullException.ThrowIfNull(setup);
        ArgumentNullException.ThrowIfNull(options);
        OptionRange.Require(options);
        _tiles = BankTiles.Require(setup, ObjectiveName);
        (_options, _seed, _collective) = (options, setup.Seed, setup.Collective);
        _loss = new SslpLoss { Temperature = options.Temperature, CodeCompatible = options.CodeCompatible };
        _miner = new BankMiner { Neighbours = Math.Max(1, 2 * options.Neighbours / (1 + options.AuxiliaryAnchors)), ChunkRows = options.ChunkRows, CodeCompatible = options.CodeCompatible };
        _neighbours = GridNeighbours.Closer(_tiles, options.DistanceThreshold);
        int candidates = Math.Min(options.Candidates ?? _tiles.Count, _tiles.Count);
        _ranks = new BetaRanks(Math.Max(1, (int)(options.NegativeShare * candidates)), options.Ranks);
        _projector = new ProjectionHead(setup.Encoder.EmbeddingSize, BankTiles.Neck(options.Projector), setup.Seed);
        Bank = new EmbeddingBank(_tiles.Count, _projector.OutputSize, options.Bank, setup.Seed, _collective);
        Heads = new ObjectiveHeads(("projector", _projector), ("bank", Bank));
    }

    /// <inheritdoc/>
    public string Name => ObjectiveName;

    /// <inheritdoc/>
    public nn.Module Heads { get; }

    /// <inheritdoc/>
    public EmbeddingBank Bank { get; }

    /// <inheritdoc/>
    public int ProjectionSize => _projector.OutputSize;

    /// <inheritdoc/>
    public ObjectiveResult Compute(ObjectiveInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        ProjectedPair.RequireTwoViews(Name, input.Views);
        using DisposeScope scope = NewDisposeScope();
        Tensor first = _projector.call(input.Encoder.call(input.Views[0]));
        Tensor? second = _options.SelfPositive == SelfPositive.SecondView ? _projector.call(input.Encoder.call(input.Views[1])) : null;
        BankBatch batch = BankBatch.Of(input.Context, _tiles, _neighbours);
        Tensor unit = Embeddings.Unit(Embeddings.AtLeastSingle(first.detach()));
        SslpSets sets = FindSets(unit, batch, input.Context.Step);
        LossResult result = _loss.Compute(first, Embeddings.AtLeastSingle(Bank.Memory), sets, RampWeight.At(input.Moment, _options.RampEpochs, _options.RampShare), second, _collective);
        if (Heads.training)
        {
            Bank.Update(batch.Anchors, unit);
            BankTiles.ClusterWhenDue(Bank, input.Moment.Epoch, _options.ClusterEvery);
        }

        Tensor anchors = first.detach();
        return new ObjectiveResult(
            result.Loss.MoveToOuterDisposeScope(),
            result.Terms.ToDictionary(term => term.Key, term => term.Value.MoveToOuterDisposeScope(), StringComparer.Ordinal),
            second is null ? [anchors.MoveToOuterDisposeScope()] : [anchors.MoveToOuterDisposeScope(), second.detach().MoveToOuterDisposeScope()]);
    }

    /// <inheritdoc/>
    public void Dispose() => Heads.Dispose();

    private SslpSets FindSets(Tensor unit, BankBatch batch, long step)
    {
        Tensor memory = Bank.Memory;
        BankView view = _options.Candidates is { } count && count < Bank.Count ? BankView.Part(memory, BankView.Draw(Bank.Count, count, _seed, step)) : BankView.All(memory);
        int[][] auxiliaries = BankMiner.MostSimilar(unit, memory, batch.Intra, _options.AuxiliaryAnchors);
        int[][] ranks = [.. Enumerable.Range(0, Draws).Select(draw => _ranks.Draw(_options.Negatives, _seed, step, draw))];
        MinedRows mined = _miner.Mine(unit, memory, view, new ClusterKeys(Bank.Clusters, Bank.Count), batch.Anchors, auxiliaries, batch.Excluded, ranks);
        Tensor[] negatives = [.. mined.Negatives.Select(draw => BankTables.Make(draw, batch.Anchors.Length, memory.device))];
        return new SslpSets(
            BankTables.Pad([.. batch.Anchors.Select(anchor => new[] { anchor })], memory.device),
            BankTables.Pad(batch.Intra, memory.device),
            BankTables.Pad(mined.Inter, memory.device),
            negatives[0],
            negatives[1],
            negatives[2]);
    }
}
