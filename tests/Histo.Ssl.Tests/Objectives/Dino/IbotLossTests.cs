using Histo.Ssl.Objectives;
using Histo.TestKit;
using TorchSharp;
using static Histo.Ssl.Tests.Objectives.LossChecks;
using static TorchSharp.torch;

namespace Histo.Ssl.Tests.Objectives;

public sealed class IbotLossTests : IDisposable
{
    private static readonly IbotLoss Loss = new();
    private readonly DisposeScope _scope = NewDisposeScope();

    [Fact]
    public void Compute_UniformTokens_CostLogKTimesTheShareOfMaskedCrops()
    {
        // Three of four crops have masked patches, one, two and three of them: each counts once.
        Tensor masks = tensor(new[] { true, false, false, true, true, false, false, false, false, true, true, true }).reshape(4, 3);
        Tensor student = zeros(6, 5, dtype: ScalarType.Float64), q = full(6, 5, 0.2, dtype: ScalarType.Float64);
        Loss.Compute(student, q, masks).item<double>().Should().BeApproximately(0.75 * Math.Log(5), 1e-12);
        IbotLoss.MaskedPatches(masks).data<long>().ToArray().Should().Equal(0, 3, 4, 9, 10, 11);
    }

    [Fact]
    public void Compute_NothingMasked_CostsNothingAndHasAGradient()
    {
        Tensor student = zeros(0, 5).requires_grad_();
        Tensor value = Loss.Compute(student, zeros(0, 5), zeros(4, 9, dtype: ScalarType.Bool));
        value.item<float>().Should().Be(0);
        value.backward();
        student.grad!.shape.Should().Equal(0, 5);
    }

    [Fact]
    public void Compute_Targets_GetNoGradient()
    {
        Tensor masks = ones(2, 3, dtype: ScalarType.Bool), student = Gaussian(1, 6, 4).requires_grad_(), q = Gaussian(2, 6, 4).softmax(1).detach().requires_grad_();
        Loss.Compute(student, q, masks).backward();
        q.grad.Should().BeNull();
    }

    [Fact]
    public void Compute_WrongShapes_Throw()
    {
        Tensor masks = ones(2, 3, dtype: ScalarType.Bool);
        (Tensor Student, Tensor Targets, Tensor Masks)[] wrong =
            [(zeros(5, 4), zeros(5, 4), masks), (zeros(6, 4), zeros(6, 3), masks), (zeros(6), zeros(6), masks), (zeros(6, 4), zeros(6, 4), ones(2, 3)), (zeros(6, 4), zeros(6, 4), masks[0])];
        foreach ((Tensor student, Tensor targets, Tensor mask) in wrong)
        {
            FluentActions.Invoking(() => Loss.Compute(student, targets, mask)).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.WrongShape);
        }
    }

    [Fact]
    public void Compute_LeavesNoTensorBehind()
    {
        using Tensor masks = ones(2, 3, dtype: ScalarType.Bool), student = Gaussian(1, 6, 4).requires_grad_(), q = Gaussian(2, 6, 4);
        LiveTensors.ShouldStayConstant(() =>
        {
            using Tensor value = Loss.Compute(student, q, masks);
            value.backward();
        });
    }

    public void Dispose() => _scope.Dispose();
}
