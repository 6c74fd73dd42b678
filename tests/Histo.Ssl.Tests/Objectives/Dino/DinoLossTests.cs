using Histo.Ssl.Objectives;
using Histo.TestKit;
using TorchSharp;
using static Histo.Ssl.Tests.Objectives.LossChecks;
using static TorchSharp.torch;

namespace Histo.Ssl.Tests.Objectives;

/// <summary>The losses of DINO and DINOv2 on class tokens.</summary>
public sealed class DinoLossTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    [Fact]
    public void Compute_NaiveLoops_GiveTheSame()
    {
        const int rows = 3, columns = 5, crops = 4;
        Tensor student = Gaussian(1, crops * rows, columns), q = Targets(2, rows, columns), p = (student / 0.1).log_softmax(1);
        double sum = 0;
        for (int g = 0; g < 2; g++)
        {
            for (int v = 0; v < crops; v++)
            {
                sum += v == g ? 0 : Enumerable.Range(0, rows).Sum(i => -(q[(g * rows) + i] * p[(v * rows) + i]).sum().item<double>()) / rows;
            }
        }

        new DinoLoss().Compute(student, q).Loss.item<double>().Should().BeApproximately(sum / (2 * (crops - 1)), 1e-11);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void Compute_UniformTeacherAndStudent_CostLogK(int locals)
    {
        Tensor student = full((2 + locals) * 4, 7, 2.5, dtype: ScalarType.Float64), q = full(8, 7, 1 / 7.0, dtype: ScalarType.Float64);
        new DinoLoss().Compute(student, q).Loss.item<double>().Should().BeApproximately(Math.Log(7), 1e-12);
        Tensor? local = locals == 0 ? null : student.narrow(0, 8, locals * 4);

        // Two terms divided by three: what the official code does without local crops.
        double share = locals == 0 ? 2 / 3.0 : 1;
        new DinoV2ClassLoss().Compute(student.narrow(0, 0, 8), local, q).Loss.item<double>().Should().BeApproximately(share * Math.Log(7), 1e-12);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Compute_WithLocalCrops_BothVersionsAgree(int locals)
    {
        Tensor student = Gaussian(3, (2 + locals) * 3, 6), q = Targets(4, 3, 6);
        LossResult first = new DinoLoss().Compute(student, q), second = new DinoV2ClassLoss().Compute(student.narrow(0, 0, 6), student.narrow(0, 6, locals * 3), q);
        second.Loss.item<double>().Should().BeApproximately(first.Loss.item<double>(), 1e-12);
        second.Terms[DinoV2ClassLoss.Local].item<double>().Should().BeApproximately(first.Terms[DinoLoss.Local].item<double>(), 1e-12);
        (first.Terms[DinoLoss.Global] + first.Terms[DinoLoss.Local]).item<double>().Should().BeApproximately(first.Loss.item<double>(), 1e-12);
    }

    [Fact]
    public void Compute_SameViewTerms_AreLeftOut()
    {
        // The student is right about the other crop and wrong about its own: only the former counts.
        Tensor q = tensor(new double[] { 1, 0, 0, 1 }).reshape(2, 2), student = 100 * q.roll(1, 0);
        new DinoLoss().Compute(student, q).Loss.item<double>().Should().BeApproximately(0, 1e-12);
        new DinoLoss().Compute(student.roll(1, 0), q).Loss.item<double>().Should().BeApproximately(1000, 1e-9);
    }

    [Fact]
    public void Compute_Targets_GetNoGradient()
    {
        Tensor student = Gaussian(5, 9, 4).requires_grad_(), q = Targets(6, 3, 4).requires_grad_();
        new DinoLoss().Compute(student, q).Loss.backward();
        new DinoV2ClassLoss().Compute(student.narrow(0, 0, 6), student.narrow(0, 6, 3), q).Loss.backward();
        q.grad.Should().BeNull();
        student.grad!.abs().sum().item<double>().Should().BePositive();
    }

    [Fact]
    public void Compute_HalfLogits_AreComputedInSingle() =>
        new DinoLoss().Compute(Gaussian(7, 9, 4).to(ScalarType.BFloat16), Targets(8, 3, 4).to(ScalarType.Float32)).Loss.dtype.Should().Be(ScalarType.Float32);

    [Fact]
    public void Compute_WrongShapes_Throw()
    {
        (long[] Student, long[] Targets)[] wrong = [([6, 3], [6, 4]), ([7, 3], [6, 3]), ([3, 3], [6, 3]), ([6, 3], [5, 3]), ([6], [6]), ([0, 3], [0, 3])];
        foreach ((long[] student, long[] targets) in wrong)
        {
            FluentActions.Invoking(() => new DinoLoss().Compute(zeros(student), zeros(targets))).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.WrongShape);
            FluentActions.Invoking(() => new DinoV2ClassLoss().Compute(zeros(student), null, zeros(targets))).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.WrongShape);
        }
    }

    [Fact]
    public void Compute_LeavesNoTensorBehind()
    {
        using Tensor student = Gaussian(9, 9, 4).requires_grad_(), global = Gaussian(1, 6, 4).requires_grad_(), q = Targets(10, 3, 4);
        LiveTensors.ShouldStayConstant(() =>
        {
            using LossResult first = new DinoLoss().Compute(student, q), second = new DinoV2ClassLoss().Compute(global, null, q);
            first.Loss.backward();
            second.Loss.backward();
        });
    }

    public void Dispose() => _scope.Dispose();

    private static Tensor Targets(ulong seed, int rows, int columns) => Gaussian(seed, 2 * rows, columns).softmax(1).detach();
}
