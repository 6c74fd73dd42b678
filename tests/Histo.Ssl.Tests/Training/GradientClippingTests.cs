using Histo.Ssl.Training;
using Histo.TestKit;
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
}
