using System.Runtime.InteropServices;
using Histo.Ssl.Randomness;
using Histo.Ssl.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Evaluation;

/// <summary>The linear layer that fine-tuning puts behind an encoder: weights start normal with deviation 0.01, intercepts at 0.</summary>
internal sealed class LinearHead : IDisposable
{
    private readonly Tensor _weight, _bias;

    public LinearHead(int inputs, int classes, ulong seed, Device device)
    {
        var start = new float[classes * inputs];
        for (int c = 0; c < classes; c++)
        {
            var random = new CounterRandom(seed, 0, c, RandomSlot.Evaluation);
            foreach (ref float value in start.AsSpan(c * inputs, inputs))
            {
                value = (float)(0.01 * random.NextGaussian());
            }
        }

        _weight = tensor(start, [classes, inputs], device: device, requires_grad: true).DetachFromDisposeScope();
        _bias = zeros([classes], device: device, requires_grad: true).DetachFromDisposeScope();
    }

    public IReadOnlyList<NamedParameter> Parameters => [new NamedParameter("head.weight", _weight), new NamedParameter("head.bias", _bias)];

    /// <summary>(N, inputs) to logits (N, classes) in float32.</summary>
    public Tensor Call(Tensor embeddings) => nn.functional.linear(embeddings.to(ScalarType.Float32), _weight, _bias);

    public LinearModel ToModel(double loss)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        Tensor rows = cat([_weight, _bias.unsqueeze(1)], 1).to(ScalarType.Float64).cpu().contiguous();
        return new LinearModel((int)_weight.size(0), (int)_weight.size(1), MemoryMarshal.Cast<byte, double>(rows.bytes).ToArray(), loss);
    }

    public void Dispose()
    {
        foreach (Tensor parameter in new[] { _weight, _bias })
        {
            using Tensor? gradient = parameter.grad;
            parameter.Dispose();
        }
    }
}
