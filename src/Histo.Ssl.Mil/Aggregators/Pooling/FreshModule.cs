using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Aggregators;

/// <summary>Makes modules whose constructors would leave tensors behind.</summary>
internal static class FreshModule
{
    /// <summary>Makes a convolution; the second handle that its constructor takes of the bias is freed at once instead of by the garbage collector.</summary>
    public static T Create<T>(Func<T> create)
        where T : nn.Module
    {
        using DisposeScope scope = NewDisposeScope();
        T module = create();
        foreach (TorchSharp.Modules.Parameter parameter in module.parameters())
        {
            parameter.DetachFromDisposeScope();
        }

        return module;
    }
}
