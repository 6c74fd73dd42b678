using Histo.Ssl.Training;
using Histo.TestKit;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Tests.Training;

public class OptimizerTests
{
    [Fact]
    public void AdamW_EqualsTheWrittenFormula()
    {
        double w = 0.7, m = 0, v = 0;
        using Tensor weight = tensor(new[] { w }, dtype: float64).requires_grad_();
        using var optimizer = new AdamWOptimizer([new ParameterGroup("all", [new NamedParameter("w", weight)]) { WeightDecay = 0.1, LearningRateFactor = 0.5 }]);
        for (int t = 1; t <= 5; t++)
        {
            double g = Math.Sin(t), rate = 0.5 * 0.02 * t;
            weight.grad = tensor(new[] { g }, dtype: float64);
            optimizer.Step(0.02 * t);
            w -= rate * 0.1 * w;
            m = (0.9 * m) + (0.1 * g);
            v = (0.999 * v) + (0.001 * g * g);
            w -= rate * (m / (1 - Math.Pow(0.9, t))) / (Math.Sqrt(v / (1 - Math.Pow(0.999, t))) + 1e-8);
            weight.detach().item<double>().Should().BeApproximately(w, 1e-12);
        }
    }

    [Fact]
    public void Adam_EqualsTheWrittenFormula_AndAddsTheDecayToTheGradient()
    {
        double w = 0.7, m = 0, v = 0;
        using Tensor weight = tensor(new[] { w }, dtype: float64).requires_grad_();
        using var optimizer = new AdamOptimizer([new ParameterGroup("all", [new NamedParameter("w", weight)]) { WeightDecay = 0.1 }], beta1: 0.5);
        for (int t = 1; t <= 5; t++)
        {
            double g = Math.Sin(t);
            weight.grad = tensor(new[] { g }, dtype: float64);
            optimizer.Step(0.02 * t);
            g += 0.1 * w;
            m = (0.5 * m) + (0.5 * g);
            v = (0.999 * v) + (0.001 * g * g);
            w -= 0.02 * t * (m / (1 - Math.Pow(0.5, t))) / (Math.Sqrt(v / (1 - Math.Pow(0.999, t))) + 1e-8);
            weight.detach().item<double>().Should().BeApproximately(w, 1e-12);
        }
    }

    [Fact]
    public void Sgd_EqualsTheWrittenFormula()
    {
        double w = 0.7, v = 0;
        using Tensor weight = tensor(new[] { w }, dtype: float64).requires_grad_();
        using var optimizer = new SgdOptimizer([new ParameterGroup("all", [new NamedParameter("w", weight)]) { WeightDecay = 0.1 }], momentum: 0.8);
        for (int t = 1; t <= 4; t++)
        {
            double g = Math.Cos(t);
            weight.grad = tensor(new[] { g }, dtype: float64);
            optimizer.Step(0.05);
            v = (0.8 * v) + g + (0.1 * w);
            w -= 0.05 * v;
            weight.detach().item<double>().Should().BeApproximately(w, 1e-12);
        }
    }

    public static TheoryData<string> Names => new() { "sgd", "adam", "adamw", "lars" };

    [Theory]
    [MemberData(nameof(Names))]
    public void Step_LeavesNoTensorBehind_AndNeedsNoGradient(string name)
    {
        using var layer = nn.Linear(3, 2);
        using Optimizer optimizer = Create(name, ParameterGroup.Split([("layer", layer)], 0.01));
        using Tensor input = ones(4, 3);
        using Tensor before = layer.weight!.clone();
        optimizer.Step(0.1);
        layer.weight.Equals(before).Should().BeTrue("there was no gradient yet");
        LiveTensors.ShouldStayConstant(() =>
        {
            using var scope = NewDisposeScope();
            layer.call(input).square().mean().backward();
            optimizer.Step(0.1);
            optimizer.ZeroGradients();
        });
        layer.weight.Equals(before).Should().BeFalse();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void State_SurvivesTheScopeItWasMadeIn(string name)
    {
        using var layer = nn.Linear(3, 2);
        Optimizer optimizer;
        using (NewDisposeScope())
        {
            optimizer = Create(name, ParameterGroup.Split([("layer", layer)], 0.01));
        }

        optimizer.State.Should().NotBeEmpty().And.OnlyContain(entry => !entry.Tensor.IsInvalid);
        optimizer.Dispose();
    }

    [Fact]
    public void Split_PutsOneDimensionalParametersApart()
    {
        using var module = nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4));
        IReadOnlyList<ParameterGroup> groups = ParameterGroup.Split([("encoder", module)], 0.5, biasLearningRateFactor: 0.1);
        groups[0].Parameters.Select(parameter => parameter.Name).Should().Equal("encoder.0.weight");
        groups[1].Parameters.Select(parameter => parameter.Name).Should().BeEquivalentTo("encoder.0.bias", "encoder.1.weight", "encoder.1.bias");
        groups.Select(group => (group.WeightDecay, group.LearningRateFactor)).Should().Equal((0.5, 1), (0, 0.1));
    }

    [Fact]
    public void Momentum_MovesTheTeacherByOneMinusM()
    {
        using Tensor teacher = tensor(new[] { 1.0, 2.0 }), online = tensor(new[] { 3.0, -2.0 }).requires_grad_();
        MomentumUpdate.Apply([(teacher, online)], 0.75);
        teacher.data<double>().Should().Equal(1.5, 1.0);
        FluentActions.Invoking(() => MomentumUpdate.Apply([(teacher, online)], 1.5)).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.InvalidOption);
    }

    private static Optimizer Create(string name, IReadOnlyList<ParameterGroup> groups) => name switch
    {
        "sgd" => new SgdOptimizer(groups),
        "adam" => new AdamOptimizer(groups),
        "adamw" => new AdamWOptimizer(groups),
        _ => new LarsOptimizer(groups),
    };
}
