using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Training;

/// <summary>The weights of the best epoch so far. Better is strictly smaller; what is not a number never is.</summary>
internal sealed class BestWeights(nn.Module module) : IDisposable
{
    private readonly Dictionary<string, Tensor> _kept = new(StringComparer.Ordinal);
    private double _value = double.PositiveInfinity;

    public int? Epoch { get; private set; }

    public bool Improves(double value) => value < _value;

    public void Keep(int epoch, double value)
    {
        (Epoch, _value) = (epoch, value);
        using var noGrad = no_grad();
        foreach (var (name, tensor) in module.state_dict())
        {
            if (_kept.TryGetValue(name, out Tensor? kept))
            {
                kept.copy_(tensor);
            }
            else
            {
                _kept.Add(name, tensor.clone().DetachFromDisposeScope());
            }
        }
    }

    public void Restore()
    {
        if (Epoch is null)
        {
            return;
        }

        using var noGrad = no_grad();
        foreach (var (name, tensor) in module.state_dict())
        {
            tensor.copy_(_kept[name]);
        }
    }

    public void Dispose()
    {
        foreach (Tensor each in _kept.Values)
        {
            each.Dispose();
        }
    }
}
