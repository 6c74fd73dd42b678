using Histo.Ssl.Objectives;
using Histo.TestKit;
using TorchSharp;
using static Histo.Ssl.Tests.Objectives.LossChecks;
using static TorchSharp.torch;

namespace Histo.Ssl.Tests.Objectives;

public sealed class TeacherTargetsTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    [Fact]
    public void Next_Centering_UsesTheCentreOfTheBatchesBefore()
    {
        using TeacherTargets targets = Create();
        Tensor a = Gaussian(1, 6, 4), b = Gaussian(2, 6, 4);
        ShouldBeClose(targets.Next(a, 0.04), nn.functional.softmax(a / 0.04, 1), 1e-12);
        ShouldBeClose(targets.Next(b, 0.07), nn.functional.softmax((b - (0.1 * a.mean([0L]))) / 0.07, 1), 1e-12);
        ShouldBeClose(Center(targets)[0], (0.09 * a.mean([0L])) + (0.1 * b.mean([0L])), 1e-12);
    }

    [Fact]
    public void Next_Sinkhorn_LeavesTheCentre()
    {
        using TeacherTargets targets = Create(TeacherBalance.Sinkhorn);
        Tensor a = Gaussian(1, 6, 4);
        ShouldBeClose(targets.Next(a, 0.1), new Sinkhorn().Compute(a, 0.1), 1e-12);
        Center(targets).abs().sum().item<double>().Should().Be(0);
    }

    [Fact]
    public void Next_NoRows_LeavesTheCentre()
    {
        using TeacherTargets targets = Create();
        targets.Next(Gaussian(1, 6, 4), 0.1);
        Tensor before = Center(targets).clone();
        targets.Next(zeros(0, 4, dtype: ScalarType.Float64), 0.1).shape.Should().Equal(0, 4);
        Center(targets).Equals(before).Should().BeTrue();
    }

    [Fact]
    public void Next_TwoRanksOfDifferentSizes_ShareTheMeanOverAllRows()
    {
        Tensor logits = Gaussian(3, 9, 4);
        using TeacherTargets whole = Create();
        whole.Next(logits, 0.1);
        (Tensor first, Tensor second) = TwoRanks.Run(ranks =>
        {
            using TeacherTargets targets = Create();
            targets.Next(ranks.Rank == 0 ? logits.narrow(0, 0, 2) : logits.narrow(0, 2, 7), 0.1, ranks).Dispose();
            return Center(targets).clone().DetachFromDisposeScope();
        });
        using (first)
        using (second)
        {
            ShouldBeClose(first, Center(whole), 1e-12);
            ShouldBeClose(second, Center(whole), 1e-12);
        }
    }

    [Fact]
    public void Next_InAScope_ChangesTheBufferInPlace()
    {
        using TeacherTargets targets = Create();
        Tensor before = Center(targets);
        IntPtr handle = before.Handle;
        using (NewDisposeScope())
        {
            targets.Next(Gaussian(1, 6, 4), 0.1);
        }

        Center(targets).Handle.Should().Be(handle);
        before.abs().sum().item<double>().Should().BePositive();
    }

    [Fact]
    public void Next_HalfLogits_GiveSingleTargetsWithoutGradient()
    {
        using var targets = new TeacherTargets(4, TeacherBalance.Centering);
        Tensor q = targets.Next(Gaussian(1, 6, 4).to(ScalarType.BFloat16).requires_grad_(), 0.1);
        (q.dtype, q.requires_grad).Should().Be((ScalarType.Float32, false));
        Center(targets).dtype.Should().Be(ScalarType.Float32);
    }

    [Fact]
    public void Next_OtherNumberOfPrototypes_Throws()
    {
        using TeacherTargets targets = Create();
        FluentActions.Invoking(() => targets.Next(zeros(3, 5), 0.1)).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.WrongShape);
    }

    [Fact]
    public void Next_LeavesNoTensorBehind()
    {
        using TeacherTargets targets = Create();
        using Tensor logits = Gaussian(1, 6, 4);
        LiveTensors.ShouldStayConstant(() => targets.Next(logits, 0.1).Dispose());
    }

    public void Dispose() => _scope.Dispose();

    private static TeacherTargets Create(TeacherBalance balance = TeacherBalance.Centering)
    {
        var targets = new TeacherTargets(4, balance);
        targets.to(ScalarType.Float64);
        return targets;
    }

    private static Tensor Center(TeacherTargets targets) => targets.state_dict()["center"];
}
