using Histo.Ssl.Mil.Aggregators;
using Histo.Ssl.Mil.Bags;
using Histo.TestKit;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Tests.Aggregators;

/// <summary>What TransMIL, RRT, DTFD and ACMIL have in common.</summary>
public sealed class SequenceAggregatorTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public static TheoryData<string> Models()
    {
        var data = new TheoryData<string>();
        foreach (string name in SequenceModels.Names)
        {
            data.Add(name);
        }

        return data;
    }

    public static TheoryData<string, int> ModelsAndSizes()
    {
        var data = new TheoryData<string, int>();
        foreach (string name in SequenceModels.Names)
        {
            foreach (int size in new[] { 1, 2, 3, 5, 64, 65, 70 })
            {
                data.Add(name, size);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(ModelsAndSizes))]
    public void Forward_AnySize_YieldsLogitsAndAttentionThatSumsToOne(string name, int size)
    {
        using MilAggregator model = Double(name, training: false);
        using Bag bag = SequenceBags.Gaussian(size, SequenceModels.Features);
        using MilOutput output = model.Forward(new MilInput(bag));
        output.Logits.shape.Should().Equal(1, 2);
        output.Terms.Should().BeEmpty();
        output.AttentionRaw!.shape.Should().Equal(output.Attention!.shape);
        output.Attention.size(1).Should().Be(size);
        output.Attention.min().item<double>().Should().BeGreaterThanOrEqualTo(0);
        output.Attention.sum(dim: 1).sub(1).abs().max().item<double>().Should().BeLessThan(1e-12);
        output.BagEmbedding!.shape.Should().Equal(1, 16);
        output.Logits.isfinite().all().item<bool>().Should().BeTrue();
    }

    [Theory]
    [MemberData(nameof(ModelsAndSizes))]
    public void Loss_AnySize_HasFiniteGradients(string name, int size)
    {
        using MilAggregator model = Double(name, training: true);
        using Bag bag = SequenceBags.Gaussian(size, SequenceModels.Features);
        using MilOutput output = model.Forward(new MilInput(bag, new ClassTarget(1)));
        output.Loss().backward();
        foreach ((string parameter, Tensor value) in model.named_parameters().Where(each => each.parameter.grad is not null))
        {
            value.grad!.isfinite().all().item<bool>().Should().BeTrue(parameter);
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Loss_LongBag_ReachesEveryParameterButIdleOnes(string name)
    {
        using MilAggregator model = Double(name, training: true);
        using Bag bag = SequenceBags.Gaussian(90, SequenceModels.Features);
        using MilOutput output = model.Forward(new MilInput(bag, new ClassTarget(0)));
        output.Loss().backward();
        model.named_parameters().Where(each => each.parameter.grad is null).Select(each => each.name)
            .Should().Equal(name.StartsWith("rrt", StringComparison.Ordinal) ? ["online_encoder.layers.0.attn.attn.pe.bias"] : Array.Empty<string>());
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Loss_Gradient_IsTheSlope(string name)
    {
        using MilAggregator model = Double(name, training: false);
        Tensor x = SequenceBags.Values(3, ScalarType.Float64, 70, SequenceModels.Features).requires_grad_();
        Tensor direction = SequenceBags.Values(4, ScalarType.Float64, 70, SequenceModels.Features);
        using (var bag = new Bag("bag", x.alias()))
        {
            // Tier 2 of DTFD is detached, and its choice of instances jumps: the terms of tier 1 have a slope.
            Value(model, bag).backward();
        }

        double step = 1e-5, slope = (At(model, x + (direction * step)) - At(model, x - (direction * step))) / (2 * step);
        (x.grad! * direction).sum().item<double>().Should().BeApproximately(slope, 1e-6 * Math.Max(1, Math.Abs(slope)));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Forward_SinglePrecision_IsTheDoubleResultWithinRounding(string name)
    {
        using MilAggregator wide = Double(name, training: false), narrow = SequenceModels.Create(name);
        narrow.eval();
        using Bag bag = SequenceBags.Gaussian(200, SequenceModels.Features), rounded = new("bag", bag.Features.to(float32));
        using MilOutput expected = wide.Forward(new MilInput(bag)), actual = narrow.Forward(new MilInput(rounded));
        actual.Logits.dtype.Should().Be(float32);
        actual.Attention!.dtype.Should().Be(float32);
        (actual.Logits.to(float64) - expected.Logits).abs().max().item<double>().Should().BeLessThan(2e-5);
        (actual.Attention.to(float64) - expected.Attention!).abs().max().item<double>().Should().BeLessThan(2e-5);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Forward_AnotherOrder_ChangesTheResultOfModelsWithPositions(string name)
    {
        using MilAggregator model = Double(name, training: false);
        long[] order = [.. Enumerable.Range(0, 90).Select(i => (long)(i * 37 % 90))];
        using Bag bag = SequenceBags.Gaussian(90, SequenceModels.Features), other = SequenceBags.Reordered(bag, order);
        using MilOutput first = model.Forward(new MilInput(bag)), second = model.Forward(new MilInput(other));
        bool same = first.Logits.allclose(second.Logits, 1e-12, 1e-12), attentionFollows = first.Attention!.index_select(1, tensor(order)).allclose(second.Attention!, 1e-12, 1e-14);
        if (SequenceModels.Equivariant.Contains(name))
        {
            same.Should().BeTrue();
            attentionFollows.Should().BeTrue();
        }
        else
        {
            same.Should().BeFalse("positions, or the groups of DTFD, go by the list");
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Forward_Twice_LeavesNoTensorBehind(string name)
    {
        using MilAggregator model = SequenceModels.Create(name);
        using Bag bag = SequenceBags.Gaussian(70, SequenceModels.Features, type: float32);
        LiveTensors.ShouldStayConstant(() =>
        {
            using MilOutput output = model.Forward(new MilInput(bag, new ClassTarget(1)));
            using Tensor loss = output.Loss();
            loss.backward();
        });
        model.eval();
        LiveTensors.ShouldStayConstant(() => model.Forward(new MilInput(bag)).Dispose());
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Weights_AreAFunctionOfTheSeed(string name)
    {
        using MilAggregator model = SequenceModels.Create(name, seed: 5), twin = SequenceModels.Create(name, seed: 5), other = SequenceModels.Create(name, seed: 6);
        foreach (((string parameter, Tensor value), (_, Tensor same), (_, Tensor different)) in model.named_parameters().Zip(twin.named_parameters(), other.named_parameters()))
        {
            value.equal(same).all().item<bool>().Should().BeTrue(parameter);
            bool constant = value.max().item<float>() is 0 or 1 && value.max().item<float>() == value.min().item<float>();
            value.equal(different).all().item<bool>().Should().Be(constant, parameter);
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Forward_OneLogit_Works(string name)
    {
        using MilAggregator model = SequenceModels.Create(name, outputs: 1);
        using Bag bag = SequenceBags.Gaussian(9, SequenceModels.Features, type: float32);
        using MilOutput output = model.Forward(new MilInput(bag, new ClassTarget(1)));
        output.Logits.shape.Should().Equal(1, 1);
        output.Loss().item<float>().Should().BePositive();
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Forward_FeaturesOfAnotherLength_Throws(string name)
    {
        using MilAggregator model = SequenceModels.Create(name);
        using Bag bag = SequenceBags.Gaussian(4, SequenceModels.Features + 1, type: float32);
        FluentActions.Invoking(() => model.Forward(new MilInput(bag))).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.BagMismatch);
    }

    [Theory]
    [InlineData("transmil", 2_672_146)]
    [InlineData("rrt", 2_697_474)]
    [InlineData("dtfd", 524_288 + 131_457 + 1_026 + 132_483)]
    [InlineData("acmil", 662_417)]
    [InlineData("acmil-heads", 6_317_580)]
    public void Create_Defaults_HasTheAuthorsNumberOfParameters(string name, long expected)
    {
        var options = new AggregatorOptions { Name = name.Split('-')[0] };
        options.Acmil.Attention = name == "acmil-heads" ? AcmilAttention.MultiHead : AcmilAttention.Gated;
        using IMilAggregator model = AggregatorFactory.Create(options, 1024, 2, seed: 1);
        model.Name.Should().Be(options.Name);
        model.Module.parameters().Sum(parameter => parameter.numel()).Should().Be(expected);
    }

    public void Dispose() => _scope.Dispose();

    private static MilAggregator Double(string name, bool training)
    {
        MilAggregator model = SequenceModels.Create(name);
        model.to(float64);
        model.train(training);
        return model;
    }

    private static Tensor Value(MilAggregator model, Bag bag)
    {
        MilOutput output = model.Forward(new MilInput(bag, new ClassTarget(1)));
        return output.Terms.Where(term => term.Name != "tier2").Select(term => term.Value).Aggregate((sum, next) => sum + next);
    }

    private static double At(MilAggregator model, Tensor features)
    {
        using IDisposable noGrad = no_grad();
        using var bag = new Bag("bag", features);
        return Value(model, bag).item<double>();
    }
}
