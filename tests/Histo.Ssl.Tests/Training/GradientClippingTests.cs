using Histo.Ssl.Training;
using Histo.TestKit;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Tests.Training;

public class GradientClippingTests
{
    private static readonly float[] First = [3, -4, 12], Second = [84];

    // 3, 4, 12, 84 make 85.
    [Theory]
    [InlineData(null, 1)]
    [InlineData(100.0, 1)]
    [InlineData(17.0, 0.2)]
    public void Apply_ScalesByLimitOverNorm_AndReturnsTheNormBefore(double? limit, double factor)
    {
        using Tensor a = zeros(3).requires_grad_(), b = zeros(1, 1).requires_grad_(), none = zeros(2).requires_grad_();
        a.grad = tensor(First);
        b.grad = tensor(Second).reshape(1, 1);
        GradientClipping.Apply([new NamedParameter("a", a), new NamedParameter("none", none), new NamedParameter("b", b)], limit).Should().BeApproximately(85, 1e-4);
        float[] clipped = [.. a.grad!.data<float>(), b.grad!.item<float>()];
        double[] wanted = [.. First.Concat(Second).Select(value => value * factor)];
        for (int i = 0; i < wanted.Length; i++)
        {
            ((double)clipped[i]).Should().BeApproximately(wanted[i], 1e-4);
        }
    }

    [Fact]
    public void Apply_NoGradient_IsZero()
    {
        using Tensor none = zeros(2).requires_grad_();
        GradientClipping.Apply([new NamedParameter("none", none)], 1).Should().Be(0);
    }

    [Fact]
    public void Apply_LeavesNoTensorBehind()
    {
        using Tensor a = zeros(3).requires_grad_();
        a.grad = tensor(First);
        LiveTensors.ShouldStayConstant(() => GradientClipping.Apply([new NamedParameter("a", a)], 1));
    }

    // Norms: encoder 8 and 6, together 10; objective.x 1; objective.y 10.
    [Theory]
    [InlineData(ClipScope.Module, 1, new[] { 0.1, 0.1, 1, 0.1 })]
    [InlineData(ClipScope.Tensor, 8, new[] { 1, 1, 1, 0.8 })]
    public void Apply_Scope_LimitsEachPartByItself(ClipScope scope, double limit, double[] factors)
    {
        (string Name, float Value)[] given = [("encoder.a", 8), ("encoder.b", 6), ("objective.x.w", 1), ("objective.y.w", 10)];
        using DisposeScope tensors = NewDisposeScope();
        NamedParameter[] all = [.. given.Select(each => new NamedParameter(each.Name, zeros(1).requires_grad_()))];
        for (int i = 0; i < all.Length; i++)
        {
            all[i].Tensor.grad = tensor([given[i].Value]);
        }

        GradientClipping.Apply(all, limit, scope).Should().BeApproximately(Math.Sqrt(201), 1e-4);
        for (int i = 0; i < all.Length; i++)
        {
            (all[i].Tensor.grad!.item<float>() / given[i].Value).Should().BeApproximately((float)factors[i], 1e-4f);
        }
    }
}
