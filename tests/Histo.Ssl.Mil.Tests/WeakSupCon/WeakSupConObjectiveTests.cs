using Histo.Ssl.Encoders;
using Histo.Ssl.Mil.WeakSupCon;
using Histo.Ssl.Objectives;
using Histo.Ssl.Pairs;
using Histo.Ssl.Tiling;
using Histo.TestKit;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Tests.WeakSupCon;

public sealed class WeakSupConObjectiveTests : IDisposable
{
    private static readonly TileSet Tiles = BagCohort.Tiles("normal", "tumor", null, "normal", "other tumor");
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly Encoder _encoder = EncoderFactory.Create(new EncoderSpec { Architecture = "resnet18", Width = 4, Stem = EncoderStem.Small, InputSize = 16 }, 1);

    [Fact]
    public void Compute_OneForward_ReachesEveryParameter()
    {
        using WeakSupConObjective objective = Create();
        using ObjectiveResult result = objective.Compute(Input(0, 3, 1, 4));
        result.Loss.backward();
        _encoder.named_parameters().Concat(objective.Heads.named_parameters()).Where(each => each.parameter.grad is null).Should().BeEmpty();
        _encoder.state_dict()["bn1.num_batches_tracked"].item<long>().Should().Be(1, "both halves and views share one forward");
        result.Terms.Keys.Should().BeEquivalentTo("similarity", "simclr");
        result.Embeddings.Should().HaveCount(2).And.OnlyContain(each => each.size(0) == 4 && each.size(1) == 8 && !each.requires_grad);
    }

    [Fact]
    public void Compute_Result_IsThatOfTheHalves_WhateverTheOrderOfRows()
    {
        using WeakSupConObjective objective = Create();
        Tensor first = randn([4, 8]), second = randn([4, 8]);
        int[] order = [2, 0, 3, 1];
        Tensor permutation = tensor(Array.ConvertAll(order, each => (long)each));
        int[] slides = [0, 3, 1, 4];
        double sorted = objective.LossOf(first, second, BagCohort.Context(Tiles, 0, slides)).Loss.item<float>();
        double mixed = objective.LossOf(first.index_select(0, permutation), second.index_select(0, permutation), BagCohort.Context(Tiles, 0, [.. order.Select(each => slides[each])])).Loss.item<float>();
        mixed.Should().BeApproximately(sorted, 1e-5);
        LossResult naive = new WeakSupConLoss().Compute(stack([first, second], 1).narrow(0, 0, 2), stack([first, second], 1).narrow(0, 2, 2));
        sorted.Should().BeApproximately(naive.Loss.item<float>(), 1e-5);
    }

    [Fact]
    public void Compute_ExclusionRadius_TakesCloseRowsOfThePositiveHalfOut()
    {
        using WeakSupConObjective objective = Create(), without = Create(options => options.ExcludeNeighbours = false);
        Tensor first = randn([4, 8]), second = randn([4, 8]);

        // Both positive rows are neighbours on slide 1: with a radius no negative is left.
        double Contrast(WeakSupConObjective which, int radius) => which.LossOf(first, second, BagCohort.Context(Tiles, radius, 0, 3, 1, 1)).Terms[WeakSupConLoss.SimClr].item<float>();
        Contrast(objective, 1).Should().BeApproximately(0, 1e-6);
        Contrast(objective, 0).Should().BeGreaterThan(0.1);
        Contrast(without, 1).Should().Be(Contrast(objective, 0));
    }

    [Fact]
    public void Strata_MoreThanTwoLabels_OnePositiveHalf_UnlabelledLeftOut()
    {
        using WeakSupConObjective objective = Create();
        Enumerable.Range(0, 5).Select(objective.Strata.OfSlide).Should().Equal(0, 1, -1, 0, 1);
        objective.Strata.Counts(12).Should().Equal(6, 6);
        objective.Notice.Should().Be("2 negative bags, 72 tiles (normal); 2 positive bags, 72 tiles (other tumor, tumor); left out: 1 slides without label, 36 tiles");
    }

    [Fact]
    public void Strata_NamedLabelsAndShare_AreFollowed()
    {
        using WeakSupConObjective objective = Create(options => (options.NegativeLabels, options.NegativeShare) = (["tumor", "normal"], 0.25));
        Enumerable.Range(0, 5).Select(objective.Strata.OfSlide).Should().Equal(0, 0, -1, 0, 1);
        objective.Strata.Counts(12).Should().Equal(3, 9);
    }

    [Fact]
    public void Create_UsualNegativeLabels_IgnoreCase()
    {
        using var objective = new WeakSupConObjective(new ObjectiveSetup { Encoder = _encoder, Tiles = BagCohort.Tiles("Normal", "x", "NEGATIVE") }, new WeakSupConOptions());
        Enumerable.Range(0, 3).Select(objective.Strata.OfSlide).Should().Equal(0, 1, 0);
    }

    [Fact]
    public void Create_WrongCohortOrOptions_Code()
    {
        CreateCode(BagCohort.Tiles("a", "b")).Should().Be(ErrorCodes.NoNegativeBags);
        CreateCode(BagCohort.Tiles(null, null)).Should().Be(ErrorCodes.NoNegativeBags);
        CreateCode(BagCohort.Tiles("normal", null)).Should().Be(ErrorCodes.NoPositiveBags);
        CreateCode(BagCohort.Tiles("normal", "b"), options => options.NegativeLabels = ["normal", "Normal"]).Should().Be(ErrorCodes.UnknownNegativeLabel);
        CreateCode(BagCohort.Tiles("normal", "b"), options => options.NegativeLabels = []).Should().Be(ErrorCodes.NoNegativeBags);
        CreateCode(BagCohort.Tiles("normal", "b"), options => options.NegativeShare = 1).Should().Be(ErrorCodes.InvalidOption);
        CreateCode(BagCohort.Tiles("normal", "b"), options => options.Projector = "x").Should().Be(ErrorCodes.BadProjectorSpec);
        CreateCode(null).Should().Be(ErrorCodes.ObjectiveNeedsTiles);
    }

    [Fact]
    public void Compute_WrongBatch_Code()
    {
        using WeakSupConObjective objective = Create();
        Code(() => objective.Compute(Input(0, 3))).Should().Be(ErrorCodes.BatchLacksHalf);
        Code(() => objective.Compute(Input(1, 4))).Should().Be(ErrorCodes.BatchLacksHalf);
        Code(() => objective.Compute(Input(0, 2))).Should().Be(ErrorCodes.BagWithoutLabel);
        Code(() => objective.Compute(Input(0, 1) with { Context = BagCohort.Context(Tiles, 0, 0, 3, 1) })).Should().Be(ErrorCodes.WrongShape);
        ObjectiveInput input = Input(0, 1);
        BatchRow[] crossed = input.Context.Rows.ToArray();
        crossed[2] = crossed[3] with { Relation = PairRelation.FeatureSpace };
        Code(() => objective.Compute(input with { Context = new BatchContext(0, 0, 2, crossed) })).Should().Be(ErrorCodes.PairCrossesHalves);
    }

    [Fact]
    public void Compute_LeavesNoTensorBehind()
    {
        using WeakSupConObjective objective = Create();
        ObjectiveInput input = Input([0, 3, 1, 4], radius: 1);
        LiveTensors.ShouldStayConstant(() =>
        {
            using ObjectiveResult result = objective.Compute(input);
            result.Loss.backward();
        });
        LiveTensors.ShouldStayConstant(() => Create().Dispose());
    }

    [Fact]
    public void Create_EqualSeeds_GiveEqualProjectors()
    {
        using WeakSupConObjective first = Create(), second = Create();
        WeightHash.Compute(second.Heads).Should().Be(WeightHash.Compute(first.Heads));
        first.Heads.state_dict().Keys.Should().BeEquivalentTo("projector.0.weight", "projector.0.bias", "projector.2.weight", "projector.2.bias");
    }

    public void Dispose()
    {
        _encoder.Dispose();
        _scope.Dispose();
    }

    private static string Code(Func<object?> act) => act.Should().Throw<HistoException>().Which.Code;

    private string CreateCode(TileSet? tiles, Action<WeakSupConOptions>? change = null)
    {
        var options = new WeakSupConOptions();
        change?.Invoke(options);
        return Code(() => new WeakSupConObjective(new ObjectiveSetup { Encoder = _encoder, Tiles = tiles }, options));
    }

    private WeakSupConObjective Create(Action<WeakSupConOptions>? change = null)
    {
        var options = new WeakSupConOptions { Projector = "16-8" };
        change?.Invoke(options);
        return new WeakSupConObjective(new ObjectiveSetup { Encoder = _encoder, Seed = 4, Tiles = Tiles }, options);
    }

    private ObjectiveInput Input(params int[] slides) => Input(slides, 0);

    private ObjectiveInput Input(int[] slides, int radius) =>
        new(_encoder, [randn([slides.Length, 3, 16, 16]), randn([slides.Length, 3, 16, 16])], BagCohort.Context(Tiles, radius, slides));
}
