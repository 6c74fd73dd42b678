using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Training;

/// <summary>libtorch kernels that TorchSharp does not bind, reached through a constant TorchScript text.</summary>
/// <remarks>
/// A wrong text would abort the process: it is constant and covered by tests. Numbers are handed over as scalars that live until the call is over: TorchSharp wraps a plain number in an object that nothing holds,
/// and a collection at the wrong moment frees it under the kernel.
/// </remarks>
internal static class FusedKernels
{
    private const string Script = """
        def adamw(params: List[Tensor], grads: List[Tensor], m: List[Tensor], v: List[Tensor], steps: List[Tensor], lr: float, beta1: float, beta2: float, wd: float, eps: float):
            torch._foreach_add_(steps, 1)
            torch._fused_adamw_(params, grads, m, v, [], steps, lr=lr, beta1=beta1, beta2=beta2, weight_decay=wd, eps=eps, amsgrad=False, maximize=False)

        def adam(params: List[Tensor], grads: List[Tensor], m: List[Tensor], v: List[Tensor], steps: List[Tensor], lr: float, beta1: float, beta2: float, wd: float, eps: float):
            torch._foreach_add_(steps, 1)
            torch._fused_adam_(params, grads, m, v, [], steps, lr=lr, beta1=beta1, beta2=beta2, weight_decay=wd, eps=eps, amsgrad=False, maximize=False)

        def lerp(targets: List[Tensor], sources: List[Tensor], weight: float):
            torch._foreach_lerp_(targets, sources, weight)

        """;

    private static readonly Lazy<jit.CompilationUnit> Unit = new(() => jit.compile(Script));

    public static void AdamW(
        Tensor[] parameters, Tensor[] gradients, Tensor[] means, Tensor[] squares, Tensor[] steps, double rate, double beta1, double beta2, double decay, double epsilon) =>
        Adaptive("adamw", parameters, gradients, means, squares, steps, rate, beta1, beta2, decay, epsilon);

    public static void Adam(
        Tensor[] parameters, Tensor[] gradients, Tensor[] means, Tensor[] squares, Tensor[] steps, double rate, double beta1, double beta2, double decay, double epsilon) =>
        Adaptive("adam", parameters, gradients, means, squares, steps, rate, beta1, beta2, decay, epsilon);

    /// <summary>targets += weight (sources - targets).</summary>
    public static void Lerp(Tensor[] targets, Tensor[] sources, double weight)
    {
        using Scalar share = weight.ToScalar();
        Unit.Value.invoke("lerp", targets, sources, share);
    }

    private static void Adaptive(
        string kernel, Tensor[] parameters, Tensor[] gradients, Tensor[] means, Tensor[] squares, Tensor[] steps, double rate, double beta1, double beta2, double decay, double epsilon)
    {
        using Scalar lr = rate.ToScalar(), first = beta1.ToScalar(), second = beta2.ToScalar(), wd = decay.ToScalar(), eps = epsilon.ToScalar();
        Unit.Value.invoke(kernel, parameters, gradients, means, squares, steps, lr, first, second, wd, eps);
    }
}
