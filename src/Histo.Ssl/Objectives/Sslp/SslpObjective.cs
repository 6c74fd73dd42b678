using Histo.Ssl.Collectives;
using Histo.Ssl.Encoders;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Objectives;

/// <summary>SSLP: an anchor is pulled to itself, to its neighbours on the slide and to its neighbours in feature space, which are rows of a bank with one embedding a tile.</summary>
/// <remarks>
/// A step, in the order of the authors' code: forward, sets and loss against the bank as it stands, then the anchors' embeddings go into the bank, and at the first batch of an epoch (<see cref="BankObjectiveOptions.ClusterEvery"/>)
/// the bank is clustered. The bank changes in training mode only. Memory beyond the bank: ChunkRows x tiles for the similarities, never batch x tiles with gradient.
/// Source: HHHedo/SGCL b40f1d8, openselfsup/models/spatialcl.py: SpatialCL; the neck of configs/selfsup/sslp/spatialcl.py.
/// </remarks>
public sealed class SslpObjective : IJointEmbeddingObjective, IBankObjective
{
    /// <summary>Name of the objective.</summary>
    public const string ObjectiveName = "sslp";

    private const int Draws = 3;
    private readonly SslpOptions _options;
    private readonly ICollective _collective;
    private readonly ProjectionHead _projector;
    private readonly SslpLoss _loss;
    private readonly BankSearch _search;

    /// <summary>Creates the objective with new heads and a new bank on the CPU.</summary>
    /// <param name="setup">Encoder, tiles, seed and ranks.</param>
    /// <param name="options">Settings.</param>
    /// <exception cref="HistoException">HS1610: the setup has no tile set. HS1506: the projector cannot be read. HS0001: a setting is out of range.</exception>
    public SslpObjective(ObjectiveSetup setup, SslpOptions options)
    {
        ArgumentNullException.ThrowIfNull(setup);
        ArgumentNullException.ThrowIfNull(options);
        OptionRange.Require(options);
        (_options, _collective) = (options, setup.Collective);
        _search = new BankSearch(setup, options, ObjectiveName);
        _loss = new SslpLoss { Temperature = options.Temperature, CodeCompatible = options.CodeCompatible };
        _projector = new ProjectionHead(setup.Encoder.EmbeddingSize, ProjectorSpec.Neck(options.Projector), setup.Seed);
        Bank = new EmbeddingBank(_search.Count, _projector.OutputSize, options.Bank, setup.Seed, _collective);
        Heads = new ObjectiveHeads(("projector", _projector), ("bank", Bank));
    }

    /// <inheritdoc/>
    public string Name => ObjectiveName;

    /// <inheritdoc/>
    public nn.Module Heads { get; }

    /// <inheritdoc/>
    public EmbeddingBank Bank { get; }

    /// <inheritdoc/>
    public string CollapseAdvice => "Raise Objective.Sslp.Negatives or lower Objective.Sslp.Temperature.";

    /// <inheritdoc/>
    public int ProjectionSize => _projector.OutputSize;

    /// <inheritdoc/>
    public ObjectiveResult Compute(ObjectiveInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        BankBatch batch = _search.Batch(input, Name);
        using DisposeScope scope = NewDisposeScope();
        Tensor first = _projector.call(input.Encoder.call(input.Views[0]));
        Tensor? second = _options.SelfPositive == SelfPositive.SecondView ? _projector.call(input.Encoder.call(input.Views[1])) : null;
        Tensor unit = Embeddings.Unit(Embeddings.AtLeastSingle(first.detach()));
        SslpSets sets = FindSets(unit, batch, input.Context.Step);
        LossResult result = _loss.Compute(first, Embeddings.AtLeastSingle(Bank.Memory), sets, RampWeight.At(input.Moment, _options.RampEpochs, _options.RampShare), second, _collective);
        if (Heads.training)
        {
            Bank.Update(batch.Anchors, unit);
            _search.ClusterWhenDue(Bank, input.Moment.Epoch);
        }

        return BankObjectiveResult.Of(result, first, second);
    }

    /// <inheritdoc/>
    public void Dispose() => Heads.Dispose();

    private SslpSets FindSets(Tensor unit, BankBatch batch, long step)
    {
        MinedRows mined = _search.Find(unit, Bank, batch, step, Draws);
        Device device = Bank.Memory.device;
        Tensor[] negatives = [.. mined.Negatives.Select(draw => BankTables.Make(draw, batch.Anchors.Length, device))];
        return new SslpSets(
            BankTables.Column(batch.Anchors, device),
            BankTables.Pad(batch.Intra, device),
            BankTables.Pad(mined.Inter, device),
            negatives[0],
            negatives[1],
            negatives[2]);
    }
}
