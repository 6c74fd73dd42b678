using Histo.Ssl.Mil.Aggregators;
using Histo.Ssl.Mil.Bags;
using Histo.Ssl.Randomness;
using Histo.TestKit;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Tests.Aggregators;

/// <summary>What every aggregator must do.</summary>
public class AggregatorContractTests
{
    private const int Width = 16;

    public static TheoryData<string> Names() => new(AggregatorFactory.Names);

    public static TheoryData<string, int> NamesAndCounts()
    {
        var data = new TheoryData<string, int>();
        foreach (string name in AggregatorFactory.Names)
        {
            foreach (int count in new[] { 1, 2, 7, 50 })
            {
                data.Add(name, count);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(NamesAndCounts))]
    public void Forward_AnyBag_GivesLogitsAttentionAndGradients(string name, int count)
    {
        foreach (bool positions in new[] { true, false })
        {
            using IMilAggregator model = Create(name);
            using Bag bag = Make(count, positions);
            using MilOutput output = model.Forward(new MilInput(bag, new ClassTarget(1, model.Logits), new BagDraw(1, 2, 3)));
            output.Logits.shape.Should().Equal(1, 3);
            using Tensor loss = output.Loss();
            double.IsFinite(loss.to(ScalarType.Float64).item<double>()).Should().BeTrue();
            loss.backward();
            model.Module.named_parameters().Where(each => each.parameter.grad is not null).Should().NotBeEmpty()
                .And.OnlyContain(each => each.parameter.grad!.isfinite().all().item<bool>());
            if (output.Attention is { } attention)
            {
                attention.size(1).Should().Be(count);
                output.AttentionRaw!.shape.Should().Equal(attention.shape);
                attention.ge(0).all().item<bool>().Should().BeTrue();
                using Tensor sums = attention.sum(dim: 1);
                sums.allclose(ones_like(sums), 1e-5).Should().BeTrue();
                using Tensor importance = output.Importance(1)!;
                importance.shape.Should().Equal(count);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Forward_Evaluation_IsRepeatableAndKeepsTheBag(string name)
    {
        using IMilAggregator model = Create(name);
        model.Module.eval();
        using Bag bag = Make(50, positions: true);
        using Tensor before = bag.Features.clone();
        Logits(model, bag).Should().Equal(Logits(model, bag));
        before.Equals(bag.Features).Should().BeTrue();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Forward_Training_IsAFunctionOfDrawAndGenerator(string name)
    {
        using IMilAggregator model = Create(name);
        using Bag bag = Make(50, positions: true);
        Step().Should().Equal(Step());

        double[] Step()
        {
            manual_seed(7);
            return Logits(model, bag);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Forward_Float64_AgreesWithFloat32(string name)
    {
        using IMilAggregator model = Create(name);
        model.Module.eval();
        using Bag single = Make(50, positions: true);
        double[] narrow = Logits(model, single);
        model.Module.to(ScalarType.Float64);
        using var wide = new Bag("wide", single.Features.to(ScalarType.Float64), single.Positions);
        Logits(model, wide).Zip(narrow, (a, b) => Math.Abs(a - b)).Max().Should().BeLessThan(1e-3);
    }

    [Theory]
    [MemberData(nameof(NamesAndCounts))]
    public void Learn_AddsTheScaledGradientOfTheLoss(string name, int count)
    {
        const double Scale = 0.25;
        using DisposeScope scope = NewDisposeScope();
        using IMilAggregator together = Create(name), learning = Create(name);
        together.Module.to(float64);
        learning.Module.to(float64);
        using Bag single = Make(count, positions: true), bag = new("double", single.Features.to(float64), single.Positions);
        var input = new MilInput(bag, new ClassTarget(1, together.Logits), new BagDraw(1, 2, 3));
        MilOutput expected = null!, seen = null!;
        for (int step = 0; step < 2; step++)
        {
            manual_seed(step);
            expected = together.Forward(input);
            (expected.Loss() * Scale).backward();
            manual_seed(step);
            seen = learning.Learn(input, Scale);
        }

        seen.Terms.Select(term => (term.Name, term.Weight)).Should().Equal(expected.Terms.Select(term => (term.Name, term.Weight)));
        Distance(seen.Logits, expected.Logits).Should().BeLessThan(1e-12);
        Distance(seen.Loss(), expected.Loss()).Should().BeLessThan(1e-12);
        foreach ((string parameter, TorchSharp.Modules.Parameter weight) in together.Module.named_parameters())
        {
            Tensor? gradient = learning.Module.get_parameter(parameter)!.grad;
            (gradient is null).Should().Be(weight.grad is null, parameter);
            if (gradient is not null)
            {
                Distance(gradient, weight.grad!).Should().BeLessThan(1e-12, parameter);
            }
        }
    }

    [Fact]
    public void Learn_FrozenFirstMap_TrainsTheRest()
    {
        using IMilAggregator model = Create("srmil");
        foreach ((string _, TorchSharp.Modules.Parameter weight) in model.Module.named_parameters().Where(each => each.name.StartsWith("reformer", StringComparison.Ordinal)))
        {
            weight.requires_grad = false;
        }

        using Bag bag = Make(20, positions: true);
        model.Learn(new MilInput(bag, new ClassTarget(1)), 1).Dispose();
        model.Module.get_parameter("reformer.0.weight")!.grad.Should().BeNull();
        model.Module.get_parameter("classifier.0.weight")!.grad.Should().NotBeNull();
    }

    [Fact]
    public void Learn_FeaturesOfATrainableLayer_GetTheirGradient()
    {
        using DisposeScope scope = NewDisposeScope();
        using IMilAggregator model = Create("srmil");
        using Bag plain = Make(20, positions: true);
        Tensor scale = ones(Width, requires_grad: true);
        using var bag = new Bag("layer", plain.Features * scale, plain.Positions);
        model.Learn(new MilInput(bag, new ClassTarget(1)), 1).Dispose();
        scale.grad!.abs().sum().item<float>().Should().BePositive();
    }

    [Fact]
    public void Learn_Evaluation_HidesNothing()
    {
        using IMilAggregator model = Create("srmil");
        model.Module.eval();
        using Bag bag = Make(20, positions: true);
        using MilOutput output = model.Learn(new MilInput(bag, new ClassTarget(1)), 1);
        output.Terms.Should().ContainSingle().Which.Name.Should().Be("ce_clean");
        output.Logits.requires_grad.Should().BeFalse();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Learn_WithoutTarget_IsRefused(string name)
    {
        using IMilAggregator model = Create(name);
        using Bag bag = Make(5, positions: true);
        LiveTensors.ShouldStayConstant(() => FluentActions.Invoking(() => model.Learn(new MilInput(bag), 1)).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.NoTarget));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Step_Repeated_LeavesNoTensorBehind(string name)
    {
        using IMilAggregator model = Create(name);
        using Bag bag = Make(50, positions: true);
        LiveTensors.ShouldStayConstant(() =>
        {
            using MilOutput output = model.Forward(new MilInput(bag, new ClassTarget(0, model.Logits), new BagDraw(1)));
            using Tensor loss = output.Loss();
            loss.backward();
        });
        LiveTensors.ShouldStayConstant(() => model.Learn(new MilInput(bag, new ClassTarget(0, model.Logits), new BagDraw(1)), 0.5).Dispose());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Dispose_FreshModel_LeavesNoTensorBehind(string name) => LiveTensors.ShouldStayConstant(() => Create(name).Dispose());

    [Theory]
    [MemberData(nameof(Names))]
    public void Forward_FeaturesOfAnotherType_IsRefused(string name)
    {
        using IMilAggregator model = Create(name);
        using var bag = new Bag("half", zeros(3, Width, dtype: ScalarType.Float16));
        FluentActions.Invoking(() => model.Forward(new MilInput(bag))).Should().Throw<HistoException>()
            .Where(each => each.Code == "HS2002" && each.Seen!.StartsWith("Float16") && each.Wanted!.StartsWith("Float32"));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Forward_FeaturesOfAnotherWidth_IsRefused(string name)
    {
        using IMilAggregator model = Create(name);
        using var bag = new Bag("wide", zeros(3, Width + 1));
        FluentActions.Invoking(() => model.Forward(new MilInput(bag))).Should().Throw<HistoException>().Which.Code.Should().Be("HS2002");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Create_SameSeed_GivesTheSameWeights(string name)
    {
        using IMilAggregator first = Create(name), second = Create(name), other = Create(name, seed: 2);
        using Bag bag = Make(7, positions: true);
        foreach (IMilAggregator each in new[] { first, second, other })
        {
            each.Module.eval();
        }

        Logits(first, bag).Should().Equal(Logits(second, bag)).And.NotEqual(Logits(other, bag));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Forward_TargetWithoutClass_HasALoss(string name)
    {
        using IMilAggregator model = AggregatorFactory.Create(new AggregatorOptions { Name = name }, Width, 1, 1);
        using Bag bag = Make(7, positions: true);
        using MilOutput output = model.Forward(new MilInput(bag, new SquaredDistance(0.5), new BagDraw(1)));
        using Tensor loss = output.Loss();
        loss.backward();
        double.IsFinite(loss.to(ScalarType.Float64).item<double>()).Should().BeTrue();
    }

    [Fact]
    public void Create_UnknownName_ListsTheNames() =>
        FluentActions.Invoking(() => AggregatorFactory.Create(new AggregatorOptions { Name = "nothing" }, 1, 1, 0)).Should().Throw<HistoException>().Which.Wanted.Should().Contain("gated-abmil");

    internal static Bag Make(int count, bool positions, int width = Width, ulong seed = 5)
    {
        var random = new CounterRandom(seed, 0, count, RandomSlot.Evaluation);
        var values = new float[count * width];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (float)random.NextGaussian();
        }

        int side = (int)Math.Ceiling(Math.Sqrt(count));
        TilePositions? lattice = positions ? new TilePositions([.. Enumerable.Range(0, count).Select(i => i % side * 256.0)], [.. Enumerable.Range(0, count).Select(i => i / side * 256.0)], 256, 256) : null;
        return new Bag($"bag of {count}", tensor(values, [count, width]), lattice);
    }

    private static IMilAggregator Create(string name, ulong seed = 1) => AggregatorFactory.Create(new AggregatorOptions { Name = name }, Width, 3, seed);

    private static double Distance(Tensor one, Tensor other) => (one - other).abs().max().item<double>() / Math.Max(1, other.abs().max().item<double>());

    private static double[] Logits(IMilAggregator model, Bag bag)
    {
        using MilOutput output = model.Forward(new MilInput(bag, Draw: new BagDraw(1, 2, 3)));
        using Tensor wide = output.Logits.to(ScalarType.Float64);
        return wide.data<double>().ToArray();
    }

    private sealed record SquaredDistance(double Value) : IBagTarget
    {
        public int? ClassIndex => null;

        public Tensor Loss(Tensor logits) => (logits - Value).square().mean();
    }
}
