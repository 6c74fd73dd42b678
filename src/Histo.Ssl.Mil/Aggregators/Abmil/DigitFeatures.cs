using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Aggregators;

/// <summary>The convolutions of the original on handwritten digits: 28 x 28 pixels to 500 features.</summary>
/// <remarks>Source: AttentionDeepMIL eb0434b model.py, feature_extractor_part1 and part2.</remarks>
internal sealed class DigitFeatures
{
    public const int Side = 28, Features = 500;

    private const int Flat = 50 * 4 * 4;

    private readonly Sequential _part1 = nn.Sequential(
        ("0", nn.Conv2d(1, 20, 5)), ("1", nn.ReLU()), ("2", nn.MaxPool2d(2, 2)), ("3", nn.Conv2d(20, 50, 5)), ("4", nn.ReLU()), ("5", nn.MaxPool2d(2, 2)));

    private readonly Sequential _part2 = nn.Sequential(("0", nn.Linear(Flat, Features)), ("1", nn.ReLU()));

    /// <summary>Registers the layers under their authors' names.</summary>
    public void Register(nn.Module owner)
    {
        owner.register_module("feature_extractor_part1", _part1);
        owner.register_module("feature_extractor_part2", _part2);
    }

    /// <summary>(N, 784) to (N, 500).</summary>
    public Tensor Extract(Tensor pixels) => _part2.call(_part1.call(pixels.reshape(-1, 1, Side, Side)).reshape(-1, Flat));
}
