using Histo.Ssl.Encoders;
using Histo.Ssl.Objectives;
using Histo.Ssl.Pairs;
using Histo.Ssl.Schedules;
using Histo.Ssl.Tests.Pairs;
using Histo.Ssl.Tiling;
using Histo.TestKit;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Histo.Ssl.Tests.Objectives.Sslp;

/// <summary>Both objectives with a bank.</summary>
public sealed class SslpObjectiveTests : IDisposable
{
    private const int Pairs = 4;
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly TileSet _tiles = SyntheticTiles.Slides((8, 8, (_, _) => true), (8, 8, (_, _) => true), (1, 1, (_, _) => true));
    private readonly Encoder _encoder = EncoderFactory.Create(new EncoderSpec { Architecture = "resnet18", Width = 4, Stem = EncoderStem.Small, InputSize = 16 }, 1);

    public static TheoryData<string> Names() => new("sslp", "sgcl");

    [Theory]
    [MemberData(nameof(Names))]
    public void Compute_GivesLossAndGradientsForEncoderAndNeck(string name)
    {
        using IJointEmbeddingObjective objective = Create(name);
        ObjectiveResult result = objective.Compute(Input(0));
        result.Loss.isfinite().item<bool>().Should().BeTrue();
        result.Loss.dtype.Should().Be(ScalarType.Float32);
        result.Terms.Keys.Should().BeEquivalentTo(name == "sslp" ? ["self", "intra", "inter"] : ["self", "merged"]);
        result.Embeddings.Should().HaveCount(2).And.OnlyContain(embedding => embedding.size(0) == Pairs && embedding.size(1) == objective.ProjectionSize && !embedding.requires_grad);
        result.Loss.backward();
        foreach ((string parameterName, Parameter parameter) in _encoder.named_parameters().Concat(objective.Heads.named_parameters()))
        {
            parameter.grad.Should().NotBeNull(parameterName);
            parameter.grad!.isfinite().all().item<bool>().Should().BeTrue(parameterName);
        }

        objective.Heads.named_parameters().Select(pair => pair.name).Should().BeEquivalentTo(
            name == "sslp" ? ["projector.0.weight", "projector.0.bias"] : ["projector.0.weight", "projector.0.bias", "projector.2.weight", "projector.2.bias"]);
        objective.Heads.state_dict().Keys.Should().Contain(["bank.memory", "bank.clusters", "bank.round"]);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Compute_BankAsPositive_LeavesViewOneOut(string name)
    {
        using IJointEmbeddingObjective objective = Create(name, SelfPositive.Bank);
        ObjectiveInput input = Input(0);
        ObjectiveResult result = objective.Compute(input with { Views = [input.Views[0], full_like(input.Views[1], double.NaN)] });
        result.Loss.isfinite().item<bool>().Should().BeTrue();
        result.Embeddings.Should().ContainSingle();
        _encoder.state_dict()["bn1.num_batches_tracked"].item<long>().Should().Be(1);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Compute_MovesTheAnchorsRowsOnly_AfterTheLoss_AndInTrainingOnly(string name)
    {
        using IJointEmbeddingObjective objective = Create(name);
        EmbeddingBank bank = ((IBankObjective)objective).Bank;
        ObjectiveInput input = Input(0);
        Tensor before = bank.Memory.clone();
        objective.Heads.eval();
        _encoder.eval();
        float first = objective.Compute(input).Loss.item<float>();
        objective.Compute(input).Loss.item<float>().Should().Be(first);
        BankTensors.Doubles(bank.Memory).Should().Equal(BankTensors.Doubles(before));
        bank.Round.Should().Be(-1);

        objective.Heads.train();
        ObjectiveResult trained = objective.Compute(input);
        trained.Loss.item<float>().Should().Be(first, "the update comes after the loss");
        int[] anchors = [.. input.Context.View(0).ToArray().Select(row => row.Tile)];
        int[] moved = BankTensors.Ints((bank.Memory - before).abs().sum(dim: 1).nonzero());
        moved.Should().BeEquivalentTo(anchors);
        Tensor rows = tensor(anchors.Select(tile => (long)tile).ToArray());
        Tensor wanted = EmbeddingBank.Blend(before.index_select(0, rows), trained.Embeddings[0], 0.5);
        LossChecks.ShouldBeClose(bank.Memory.index_select(0, rows).to(ScalarType.Float64), wanted.to(ScalarType.Float64), 1e-6);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Compute_ClustersAtTheFirstBatchOfAnEpoch(string name)
    {
        using IJointEmbeddingObjective objective = Create(name, every: 2);
        EmbeddingBank bank = ((IBankObjective)objective).Bank;
        var rounds = new List<long>();
        foreach (long epoch in new long[] { 0, 0, 1, 2, 2, 3, 5 })
        {
            objective.Compute(Input(rounds.Count) with { Moment = new TrainingMoment(rounds.Count, 0, epoch) });
            rounds.Add(bank.Round);
        }

        rounds.Should().Equal(0, 0, 0, 2, 2, 2, 5);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void State_ResumesBitForBit(string name)
    {
        using IJointEmbeddingObjective whole = Create(name), first = Create(name), second = Create(name);
        _encoder.eval();
        var straight = new List<float>();
        for (int step = 0; step < 6; step++)
        {
            straight.Add(whole.Compute(At(step)).Loss.item<float>());
        }

        for (int step = 0; step < 3; step++)
        {
            first.Compute(At(step)).Loss.item<float>().Should().Be(straight[step]);
        }

        second.Compute(Input(20) with { Moment = new TrainingMoment(20, 0, 20) });
        using var folder = new TempFolder();
        string path = Path.Combine(folder.FullPath, "state.safetensors");
        TensorFile.Save(path, first.Heads.state_dict().Select(entry => (entry.Key, entry.Value)));
        TensorFile.LoadInto(path, second.Heads.state_dict());
        for (int step = 3; step < 6; step++)
        {
            second.Compute(At(step)).Loss.item<float>().Should().Be(straight[step]);
        }

        ObjectiveInput At(int step) => Input(step) with { Moment = new TrainingMoment(step, 6, step / 2) };
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Chunks_AndCandidatesThatAreAll_DoNotChangeTheLoss(string name)
    {
        _encoder.eval();
        float Loss(Action<BankObjectiveOptions> change)
        {
            using IJointEmbeddingObjective objective = Create(name, change: change);
            objective.Compute(Input(0));
            return objective.Compute(Input(1)).Loss.item<float>();
        }

        float exact = Loss(_ => { });
        Loss(options => options.ChunkRows = 1).Should().BeApproximately(exact, 1e-5f);
        Loss(options => options.Candidates = 129).Should().BeApproximately(exact, 1e-5f);
        float.IsFinite(Loss(options => options.Candidates = 40)).Should().BeTrue();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Compute_IsolatedAnchors_AreFine(string name)
    {
        using IJointEmbeddingObjective objective = Create(name);
        TileSet tiles = _tiles;
        int lonely = tiles.TilesOf(2).First;
        ObjectiveResult result = objective.Compute(Input(0, [lonely, lonely, lonely, lonely]));
        result.Loss.backward();
        result.Loss.isfinite().item<bool>().Should().BeTrue();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Compute_LeavesNothingBehind(string name)
    {
        using IJointEmbeddingObjective objective = Create(name);
        ObjectiveInput input = Input(0);
        LiveTensors.ShouldStayConstant(() =>
        {
            using ObjectiveResult result = objective.Compute(input);
            result.Loss.backward();
        });
        LiveTensors.ShouldStayConstant(() => Create(name).Dispose());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Create_WithoutTiles_SaysWhatToDo(string name) =>
        FluentActions.Invoking(() => ObjectiveFactory.Create(new ObjectiveOptions { Name = name }, _encoder, 1)).Should().Throw<HistoException>()
            .Where(error => error.Code == ErrorCodes.ObjectiveNeedsTiles && error.Action!.Contains("ObjectiveSetup.Tiles"));

    [Fact]
    public void GridNeighbours_AreThe24CellsOfSslp()
    {
        TileSet tiles = SyntheticTiles.Slides((20, 10, (_, _) => true), (20, 10, (_, _) => true));
        GridNeighbours five = GridNeighbours.Closer(tiles, 3), eight = GridNeighbours.Closer(tiles, 2), four = GridNeighbours.Closer(tiles, 1.1);
        int inside = tiles.Find(1, 10, 5);
        (five.Of(inside).Length, eight.Of(inside).Length, four.Of(inside).Length).Should().Be((24, 8, 4));
        (five.Of(tiles.Find(0, 0, 0)).Length, five.Of(tiles.Find(0, 10, 0)).Length, five.Of(tiles.Find(0, 10, 9)).Length).Should().Be((8, 14, 14));
        five.Of(tiles.Find(0, 10, 9)).Should().OnlyContain(tile => tiles.SlideOf(tile) == 0);
        GridNeighbours.Square(tiles, 3).Of(tiles.Find(1, 10, 5)).Should().HaveCount(48);
    }

    [Fact]
    public void BankBatch_ExcludesPositivesAndTheRadius()
    {
        int anchor = _tiles.Find(0, 4, 4), positive = _tiles.Find(1, 1, 1);
        BatchRow Row(int tile) => new(tile, _tiles[tile], -1, 0, 0, PairRelation.WeakLabel);
        BankBatch Of(int radius) => BankBatch.Of(new BatchContext(0, 0, 1, [Row(anchor), Row(positive)]) { ExclusionRadius = radius }, _tiles, GridNeighbours.Closer(_tiles, 2));
        Of(0).Excluded[0].Should().BeEquivalentTo(Of(0).Intra[0].Append(positive));
        Of(3).Excluded[0].Distinct().Should().HaveCount(48 + 1);
    }

    public void Dispose()
    {
        _encoder.Dispose();
        _scope.Dispose();
    }

    private ObjectiveInput Input(int step, int[]? anchors = null)
    {
        using var generator = new Generator((ulong)(3 + step));
        Tensor first = randn([Pairs, 3, 16, 16], generator: generator), second = randn([Pairs, 3, 16, 16], generator: generator);
        var planner = new BatchPlanner(_tiles, new SpatialPairSampler(_tiles), Pairs, 5);
        BatchContext context = anchors is null
            ? planner.Plan(step)
            : new BatchContext(step, 0, Pairs, [.. anchors.Concat(anchors).Select(tile => new BatchRow(tile, _tiles[tile], -1, 0, 0, PairRelation.Self))]);
        return new ObjectiveInput(_encoder, [first, second], context);
    }

    private IJointEmbeddingObjective Create(string name, SelfPositive positive = SelfPositive.SecondView, int every = 1, Action<BankObjectiveOptions>? change = null)
    {
        var options = new ObjectiveOptions { Name = name, Sslp = { Projector = "8" }, Sgcl = { Projector = "16-8", SelfNegatives = 50 } };
        foreach (BankObjectiveOptions own in new BankObjectiveOptions[] { options.Sslp, options.Sgcl })
        {
            (own.SelfPositive, own.ClusterEvery, own.Negatives, own.Neighbours) = (positive, every, 12, 40);
            own.Bank.Clusters = 4;
            change?.Invoke(own);
        }

        return ObjectiveFactory.Create(options, new ObjectiveSetup { Encoder = _encoder, Seed = 4, Tiles = _tiles });
    }
}
