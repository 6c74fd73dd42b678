using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Histo.Ssl.Encoders;

/// <summary>A 1x1, a 3x3 and a widening 1x1 convolution: the block of ResNet-50. The stride is in the 3x3 convolution, as in torchvision.</summary>
internal sealed class BottleneckBlock : ResidualBlock
{
    public const int Expansion = 4;

    // In torchvision's order: parameters are listed in it.
    private readonly Convolution conv1;
    private readonly BatchNorm2d bn1;
    private readonly Convolution conv2;
    private readonly BatchNorm2d bn2;
    private readonly Convolution conv3;
    private readonly BatchNorm2d bn3;
    private readonly Sequential? downsample;

    public BottleneckBlock(long inputs, long width, int stride)
        : base(nameof(BottleneckBlock))
    {
        conv1 = Convolve(inputs, width, 1);
        bn1 = nn.BatchNorm2d(width);
        conv2 = Convolve(width, width, 3, stride);
        bn2 = nn.BatchNorm2d(width);
        conv3 = Convolve(width, width * Expansion, 1);
        bn3 = nn.BatchNorm2d(width * Expansion);
        downsample = ShortCut(inputs, width * Expansion, stride);
        RegisterComponents();
    }

    public override BatchNorm2d LastNormalization => bn3;

    public override Tensor forward(Tensor input)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor branch = bn1.call(conv1.call(input)).relu_();
        branch = bn2.call(conv2.call(branch)).relu_();
        return Join(bn3.call(conv3.call(branch)), input, downsample).MoveToOuterDisposeScope();
    }
}
