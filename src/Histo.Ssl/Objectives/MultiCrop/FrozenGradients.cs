using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Histo.Ssl.Objectives;

/// <summary>Freezes parameters for a step: an optimiser leaves what has no gradient as it is, weight decay and momentum included.</summary>
internal static class FrozenGradients
{
    public static void Drop(IEnumerable<Parameter> parameters)
    {
        foreach (Parameter parameter in parameters)
        {
            using Tensor? gradient = parameter.grad;
            if (gradient is not null)
            {
                parameter.grad = null;
            }
        }
    }
}
