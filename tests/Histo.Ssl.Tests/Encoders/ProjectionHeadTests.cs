using Histo.Ssl.Encoders;
using Histo.TestKit;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Histo.Ssl.Tests.Encoders;

public sealed class ProjectionHeadTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    [Fact]
    public void Create_BarlowTwinsRule_HasTheOfficialNamesWithoutBiases()
    {
        using var head = new ProjectionHead(8, ProjectorSpec.Parse("16-12-4"), 1);
        head.named_parameters().Select(pair => pair.name).Should().BeEquivalentTo("0.weight", "1.weight", "1.bias", "3.weight", "4.weight", "4.bias", "6.weight");
        head.get_parameter("3.weight")!.shape.Should().Equal(12, 16);
        (head.InputSize, head.OutputSize).Should().Be((8, 4));
    }

    [Fact]
    public void Create_BiasesAndOutputNormalization_AreWhereTheyAreAskedFor()
    {
        using var head = new ProjectionHead(8, ProjectorSpec.Parse("16-4") with { HiddenBias = true, OutputBias = true, OutputNormalization = true }, 1);
        head.named_parameters().Select(pair => pair.name).Should().BeEquivalentTo("0.weight", "0.bias", "1.weight", "1.bias", "3.weight", "3.bias", "4.weight", "4.bias");
        Tensor z = head.call(randn(64, 8));
        z.mean([0L]).abs().max().item<float>().Should().BeLessThan(1e-5f);
        z.min().item<float>().Should().BeNegative("no ReLU follows the last layer");
    }

    [Fact]
    public void Create_WithoutHiddenNormalization_NumbersLayersAsTheOfficialMoCo()
    {
        using var head = new ProjectionHead(8, ProjectorSpec.Parse("16-4") with { HiddenBias = true, HiddenNormalization = false, OutputBias = true }, 1);
        head.state_dict().Keys.Should().BeEquivalentTo("0.weight", "0.bias", "2.weight", "2.bias");
        Tensor x = randn(5, 8), hidden = (x.mm(head.get_parameter("0.weight")!.t()) + head.get_parameter("0.bias")!).clamp_min(0);
        Tensor expected = hidden.mm(head.get_parameter("2.weight")!.t()) + head.get_parameter("2.bias")!;
        (head.call(x) - expected).abs().max().item<float>().Should().BeLessThan(1e-6f);
        head.call(x).sum().backward();
        head.parameters().Should().OnlyContain(parameter => parameter.grad!.isfinite().all().item<bool>());
    }

    [Fact]
    public void Create_OutputNormalizationWithoutAffine_HasStatisticsOnly()
    {
        using var head = new ProjectionHead(8, ProjectorSpec.Parse("16-4") with { OutputNormalization = true, OutputAffine = false }, 1);
        head.named_parameters().Select(pair => pair.name).Should().BeEquivalentTo("0.weight", "1.weight", "1.bias", "3.weight");
        head.state_dict().Keys.Should().Contain("4.running_mean").And.Contain("1.running_mean");
        Tensor z = head.call(randn(64, 8));
        z.mean([0L]).abs().max().item<float>().Should().BeLessThan(1e-5f);
        (z.var(0, unbiased: false) - 1).abs().max().item<float>().Should().BeLessThan(1e-2f);
    }

    [Fact]
    public void Forward_MatchesTheFormula()
    {
        using var head = new ProjectionHead(3, ProjectorSpec.Parse("5-2") with { HiddenBias = true }, 1);
        head.to(ScalarType.Float64);
        Tensor x = randn(7, 3, dtype: ScalarType.Float64);
        Tensor hidden = x.mm(head.get_parameter("0.weight")!.t()) + head.get_parameter("0.bias")!;
        hidden = (hidden - hidden.mean([0L])) / (hidden.var(0, unbiased: false) + 1e-5).sqrt();
        Tensor expected = hidden.clamp_min(0).mm(head.get_parameter("3.weight")!.t());
        (head.call(x) - expected).abs().max().item<double>().Should().BeLessThan(1e-12);
    }

    [Fact]
    public void Create_Weights_AreUniformWithinTheBoundOfTheSeedOnly()
    {
        using var head = new ProjectionHead(256, ProjectorSpec.Parse("512-256") with { HiddenBias = true }, 3);
        using var same = new ProjectionHead(256, ProjectorSpec.Parse("512-256") with { HiddenBias = true }, 3);
        using var other = new ProjectionHead(256, ProjectorSpec.Parse("512-256") with { HiddenBias = true }, 3, "predictor");
        WeightHash.Compute(same).Should().Be(WeightHash.Compute(head));
        WeightHash.Compute(other).Should().NotBe(WeightHash.Compute(head));
        const double bound = 1.0 / 16;
        float[] weights = head.get_parameter("0.weight")!.detach().data<float>().ToArray();
        weights.Should().OnlyContain(value => Math.Abs(value) <= bound);
        head.get_parameter("0.bias")!.abs().max().item<float>().Should().BeInRange(0.9f / 16, 1f / 16);

        // Chi-square with 15 degrees of freedom: 99.99 % lie under 44.3.
        double[] counts = new double[16];
        foreach (float value in weights)
        {
            counts[Math.Min(15, (int)((value + bound) / bound * 8))]++;
        }

        double expected = weights.Length / 16.0;
        counts.Sum(count => (count - expected) * (count - expected) / expected).Should().BeLessThan(44.3);
    }

    [Fact]
    public void Forward_BFloat16Weights_TakesFloat32Inputs()
    {
        using var head = new ProjectionHead(8, ProjectorSpec.Parse("16-4"), 1);
        head.to(ScalarType.BFloat16);
        Tensor z = head.call(randn(6, 8));
        z.dtype.Should().Be(ScalarType.BFloat16);
        z.sum().backward();
        head.get_parameter("0.weight")!.grad!.isfinite().all().item<bool>().Should().BeTrue();
    }

    [Fact]
    public void Forward_WrongShape_Throws()
    {
        using var head = new ProjectionHead(8, ProjectorSpec.Parse("16-4"), 1);
        FluentActions.Invoking(() => head.call(zeros(6, 7))).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.WrongShape);
        FluentActions.Invoking(() => new ProjectionHead(8, new ProjectorSpec { Sizes = [] }, 1)).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.InvalidOption);
    }

    [Fact]
    public void ForwardAndBackward_LeaveNoTensorBehind()
    {
        using Tensor x = randn(6, 8);
        using ProjectionHead head = InsideAScope();
        LiveTensors.ShouldStayConstant(() =>
        {
            using Tensor projections = head.call(x);
            using Tensor sum = projections.sum();
            sum.backward();
        });
        LiveTensors.ShouldStayConstant(() => InsideAScope().Dispose());
    }

    [Theory]
    [InlineData("256-256-256", new[] { 256, 256, 256 })]
    [InlineData("8", new[] { 8 })]
    [InlineData(" 16 - 4 ", new[] { 16, 4 })]
    public void Parse_Sizes_ReadsThem(string text, int[] sizes)
    {
        using var german = Culture.German();
        ProjectorSpec spec = ProjectorSpec.Parse(text);
        spec.Sizes.Should().Equal(sizes);
        ProjectorSpec.Parse(spec.ToString()).Sizes.Should().Equal(sizes);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("256-")]
    [InlineData("256--256")]
    [InlineData("256-0")]
    [InlineData("2.048")]
    [InlineData("256x256")]
    [InlineData("99999999999")]
    public void Parse_Nonsense_Throws(string text) =>
        FluentActions.Invoking(() => ProjectorSpec.Parse(text)).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.BadProjectorSpec);

    public void Dispose() => _scope.Dispose();

    private static ProjectionHead InsideAScope()
    {
        using DisposeScope scope = NewDisposeScope();
        return new ProjectionHead(8, ProjectorSpec.Parse("16-4"), 1);
    }
}
