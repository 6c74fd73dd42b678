using static TorchSharp.torch.nn;

namespace Histo.Ssl.Features;

/// <summary>Puts a module into evaluation mode and, when disposed, each of its parts back into the mode it was in.</summary>
internal sealed class EvaluationMode : IDisposable
{
    private readonly List<(Module Module, bool Training)> _before;

    public EvaluationMode(Module module)
    {
        // Parents come before their children, so that restoring in this order ends with the children's own modes.
        _before = [.. module.named_modules().Select(each => (each.module, each.module.training)).Prepend((module, module.training))];
        module.eval();
    }

    public void Dispose()
    {
        foreach ((Module module, bool training) in _before)
        {
            module.train(training);
        }
    }
}
