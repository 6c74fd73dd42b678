using Histo.Ssl.Collectives;
using Histo.Ssl.Encoders;
using Histo.Ssl.Randomness;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Objectives;

/// <summary>SGCL: as SSLP, with one term for neighbours on the slide and in feature space, and negatives that are ranked by the encoder's embeddings, of which it keeps a second bank.</summary>
/// <remarks>
/// The second bank takes 4 bytes a tile and element of the encoder's embedding: 1.4 GB for 700,000 tiles and ResNet-18. Banks change in training mode only, after the loss. The multi-crop form is left out.
/// Source: HHHedo/SGCL b40f1d8, openselfsup/models/spatialcl.py: SpatialCL2. Where neighbours in feature space are looked for (in the bank of projections) is a reconstruction.
/// </remarks>
public sealed class SgclObjective : IJointEmbeddingObjective, IBankObjective
{
    /// <summary>Name of the objective.</summary>
    public const string ObjectiveName = "sgcl";

    private const int StreamLength = 1 << 16;
    private readonly SgclOptions _options;
    private readonly ulong _seed;
    private readonly ICollective _collective;
    private readonly ProjectionHead _projector;
    private readonly SgclLoss _loss;
    private readonly BankSearch _search;

    /// <summary>Creates the objective with new heads and new banks on the CPU.</summary>
    /// <param name="setup">Encoder, tiles, seed and ranks.</param>
    /// <param name="options">Settings.</param>
    /// <exception cref="HistoException">HS1610: the setup has no tile set. HS1506: the projector cannot be read. HS0001: a setting is out of range.</exception>
    public SgclObjective(ObjectiveSetup setup, SgclOptions options)
    {
        ArgumentNullException.ThrowIfNull(setup);
        ArgumentNullException.ThrowIfNull(options);
        OptionRange.Require(options);
        (_options, _seed, _collective) = (options, setup.Seed, setup.Collective);
        _search = new BankSearch(setup, options, ObjectiveName);
        _loss = new SgclLoss { SelfTemperature = options.SelfTemperature, Temperature = options.Temperature, CodeDenominator = options.CodeDenominator };
        _projector = new ProjectionHead(setup.Encoder.EmbeddingSize, ProjectorSpec.Neck(options.Projector), setup.Seed);
        Bank = new EmbeddingBank(_search.Count, _projector.OutputSize, options.Bank, setup.Seed, _collective);
        FeatureBank = new EmbeddingBank(_search.Count, setup.Encoder.EmbeddingSize, new EmbeddingBankOptions { Momentum = options.Bank.Momentum, Clusterings = 0 }, setup.Seed, _collective);
        Heads = new ObjectiveHeads(("projector", _projector), ("bank", Bank), ("feature_bank", FeatureBank));
    }

    /// <inheritdoc/>
    public string Name => ObjectiveName;

    /// <inheritdoc/>
    public nn.Module Heads { get; }

    /// <inheritdoc/>
    public EmbeddingBank Bank { get; }

    /// <summary>Gets the bank of the encoder's embeddings, without clusterings, that negatives are ranked by.</summary>
    public EmbeddingBank FeatureBank { get; }

    /// <inheritdoc/>
    public string CollapseAdvice => "Raise Objective.Sgcl.Negatives or lower Objective.Sgcl.Temperature.";

    /// <inheritdoc/>
    public int ProjectionSize => _projector.OutputSize;

    /// <inheritdoc/>
    public ObjectiveResult Compute(ObjectiveInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        BankBatch batch = _search.Batch(input, Name);
        using DisposeScope scope = NewDisposeScope();
        Tensor features = input.Encoder.call(input.Views[0]), first = _projector.call(features);
        Tensor? second = _options.SelfPositive == SelfPositive.SecondView ? _projector.call(input.Encoder.call(input.Views[1])) : null;
        Tensor unit = Embeddings.Unit(Embeddings.AtLeastSingle(first.detach())), unitFeatures = Embeddings.Unit(Embeddings.AtLeastSingle(features.detach()));
        SgclSets sets = FindSets(unit, unitFeatures, batch, input.Context.Step);
        LossResult result = _loss.Compute(first, Bank.Memory, sets, RampWeight.At(input.Moment, _options.RampEpochs, _options.RampShare), second, _collective);
        if (Heads.training)
        {
            Bank.Update(batch.Anchors, unit);
            FeatureBank.Update(batch.Anchors, unitFeatures);
            _search.ClusterWhenDue(Bank, input.Moment.Epoch);
        }

        return BankObjectiveResult.Of(result, first, second);
    }

    /// <inheritdoc/>
    public void Dispose() => Heads.Dispose();

    private SgclSets FindSets(Tensor unit, Tensor features, BankBatch batch, long step)
    {
        MinedRows mined = _search.Find(unit, Bank, batch, step, 1, (features, FeatureBank.Memory));
        Device device = Bank.Memory.device;
        int[][] positives = [.. batch.Intra.Zip(mined.Inter, (intra, inter) => intra.Union(inter).Order().ToArray())];
        return new SgclSets(
            BankTables.Column(batch.Anchors, device),
            BankTables.Pad(positives, device),
            BankTables.Make(mined.Negatives[0], batch.Anchors.Length, device),
            tensor(RandomTiles(step), device: device));
    }

    private long[] RandomTiles(long step)
    {
        var tiles = new long[Math.Min(_options.SelfNegatives, Bank.Count)];
        for (int start = 0; start < tiles.Length; start += StreamLength)
        {
            // Draws of ranks use the streams below 2^28.
            var random = new CounterRandom(_seed, step, (1 << 28) + (start / StreamLength), RandomSlot.BankNegatives);
            for (int i = start; i < Math.Min(tiles.Length, start + StreamLength); i++)
            {
                tiles[i] = random.Next(Bank.Count);
            }
        }

        return tiles;
    }
}
