using Histo.Ssl.Objectives;
using Histo.Ssl.Schedules;
using Histo.Ssl.Training;
using static TorchSharp.torch;

namespace Histo.Ssl.Tests.Training;

public sealed class OptimizationScheduleTests : IDisposable
{
    private readonly Tensor _weight = zeros(1, 1).requires_grad_();

    [Fact]
    public void Apply_LastLayer_DoesNotMoveWhileItIsFrozen()
    {
        ParameterGroup last = Group(ParameterRole.LastLayer);
        var schedule = new OptimizationSchedule { LearningRate = new ConstantSchedule(0.5), LastLayerFreeze = 2 };
        using var optimizer = new SgdOptimizer([last], momentum: 0);
        double[] moved = [.. Enumerable.Range(0, 4).Select(step => Step(optimizer, schedule, step))];
        moved.Should().Equal(0, 0, -0.5, -0.5);
    }

    [Fact]
    public void Apply_ConstantRate_StaysWhileOthersFollowTheSchedule()
    {
        var schedule = new OptimizationSchedule { LearningRate = new LinearSchedule(1, 0, 5), ConstantRate = 1 };
        using var constant = new SgdOptimizer([Group(ParameterRole.ConstantRate)], momentum: 0);
        using var ordinary = new SgdOptimizer([Group(ParameterRole.Ordinary)], momentum: 0);
        Step(constant, schedule, 2).Should().Be(-1);
        Step(ordinary, schedule, 2).Should().Be(-0.5);
    }

    [Fact]
    public void Apply_WeightDecay_FollowsItsScheduleTimesTheGroupsFactor()
    {
        ParameterGroup decays = Group(ParameterRole.Ordinary), never = new("never", []) { WeightDecayFactor = 0 };
        var schedule = new OptimizationSchedule { LearningRate = new ConstantSchedule(1), WeightDecay = new LinearSchedule(0.04, 0.4, 10) };
        schedule.Apply([decays, never], 9);
        decays.WeightDecay.Should().BeApproximately(0.4, 1e-12);
        never.WeightDecay.Should().Be(0);
    }

    [Theory]
    [InlineData(LearningRateScaling.None, 0.2)]
    [InlineData(LearningRateScaling.Linear, 0.8)]
    [InlineData(LearningRateScaling.SquareRoot, 0.2)]
    public void BaseRate_FollowsTheAnchors(LearningRateScaling scaling, double wanted) =>
        OptimizerFactory.BaseRate(new OptimizationOptions { LearningRate = 0.2, LearningRateScaling = scaling }, 1024).Should().BeApproximately(wanted, 1e-12);

    public void Dispose() => _weight.Dispose();

    private ParameterGroup Group(ParameterRole role) => new("all", [new NamedParameter("w", _weight)]) { Role = role };

    private double Step(SgdOptimizer optimizer, OptimizationSchedule schedule, long step)
    {
        using IDisposable noGrad = no_grad();
        using var scope = NewDisposeScope();
        double before = _weight.item<float>();
        _weight.grad = ones(1, 1);
        optimizer.Step(schedule.Apply(optimizer.Groups, step));
        optimizer.ZeroGradients();
        return _weight.item<float>() - before;
    }
}
