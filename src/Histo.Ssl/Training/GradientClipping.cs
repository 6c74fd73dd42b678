using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Training;

/// <summary>Norm of all gradients together, and clipping to a largest norm.</summary>
internal static class GradientClipping
{
    /// <summary>Returns the norm of all gradients together; scales the gradients in place whose norm, taken over the scope, is above the limit.</summary>
    public static double Apply(IEnumerable<NamedParameter> parameters, double? limit, ClipScope scope = ClipScope.Whole)
    {
        using IDisposable noGrad = no_grad();
        using DisposeScope tensors = NewDisposeScope();
        double squares = 0;
        foreach (IGrouping<string, Tensor> part in parameters.Where(each => each.Tensor.grad is not null).GroupBy(each => PartOf(each.Name, scope), each => each.Tensor.grad!, StringComparer.Ordinal))
        {
            Tensor[] gradients = [.. part];
            double norm = linalg.vector_norm(stack(gradients.Select(gradient => linalg.vector_norm(gradient).to(ScalarType.Float64)))).item<double>();
            squares += norm * norm;
            if (limit is { } largest && norm > largest)
            {
                foreach (Tensor gradient in gradients)
                {
                    gradient.mul_(largest / (norm + 1e-6));
                }
            }
        }

        return Math.Sqrt(squares);
    }

    // "encoder.x.y" belongs to the encoder, "objective.head.x" to the objective's module "head".
    private static string PartOf(string name, ClipScope scope) => scope switch
    {
        ClipScope.Whole => string.Empty,
        ClipScope.Tensor => name,
        _ => string.Join('.', name.Split('.').Take(name.StartsWith("objective.", StringComparison.Ordinal) ? 2 : 1)),
    };
}
