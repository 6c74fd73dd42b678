using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Aggregators;

/// <summary>Bare parameters of modules. They are looked up by name at use: a change of type or device replaces them.</summary>
internal static class Tokens
{
    /// <summary>Adds a parameter of zeros, (1, width).</summary>
    public static void Register(nn.Module owner, string name, int width) => Register(owner, name, new long[] { 1, width });

    /// <summary>Adds a parameter of zeros.</summary>
    public static void Register(nn.Module owner, string name, params long[] shape)
    {
        using Tensor first = zeros(shape);
        var parameter = new Parameter(first.clone());
        parameter.DetachFromDisposeScope();
        owner.register_parameter(name, parameter);
    }
}
