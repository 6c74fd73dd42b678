using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Histo.Ssl.Encoders;

/// <summary>Two 3x3 convolutions: the block of ResNet-18 and ResNet-34.</summary>
internal sealed class BasicBlock : ResidualBlock
{
    public const int Expansion = 1;

    // In torchvision's order: parameters are listed in it.
    private readonly Convolution conv1;
    private readonly BatchNorm2d bn1;
    private readonly Convolution conv2;
    private readonly BatchNorm2d bn2;
    private readonly Sequential? downsample;

    public BasicBlock(long inputs, long width, int stride)
        : base(nameof(BasicBlock))
    {
        conv1 = Convolve(inputs, width, 3, stride);
        bn1 = nn.BatchNorm2d(width);
        conv2 = Convolve(width, width, 3);
        bn2 = nn.BatchNorm2d(width);
        downsample = ShortCut(inputs, width * Expansion, stride);
        RegisterComponents();
    }

    public override BatchNorm2d LastNormalization => bn2;

    public override Tensor forward(Tensor input)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor branch = bn1.call(conv1.call(input)).relu_();
        return Join(bn2.call(conv2.call(branch)), input, downsample).MoveToOuterDisposeScope();
    }
}
