using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Training;

/// <summary>Norm of all gradients together, and clipping to a largest norm.</summary>
internal static class GradientClipping
{
    /// <summary>Returns the norm; scales the gradients in place when it is above the limit.</summary>
    public static double Apply(IEnumerable<NamedParameter> parameters, double? limit)
    {
        using IDisposable noGrad = no_grad();
        using var scope = NewDisposeScope();
        Tensor[] gradients = [.. parameters.Select(parameter => parameter.Tensor.grad).OfType<Tensor>()];
        if (gradients.Length == 0)
        {
            return 0;
        }

        double norm = linalg.vector_norm(stack(gradients.Select(gradient => linalg.vector_norm(gradient).to(ScalarType.Float64)))).item<double>();
        if (limit is { } largest && norm > largest)
        {
            foreach (Tensor gradient in gradients)
            {
                gradient.mul_(largest / (norm + 1e-6));
            }
        }

        return norm;
    }
}
