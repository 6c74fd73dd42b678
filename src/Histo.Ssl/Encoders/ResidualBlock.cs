using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Histo.Ssl.Encoders;

/// <summary>A residual block of a ResNet: some convolutions beside a short cut. Field names are torchvision's parameter names.</summary>
internal abstract class ResidualBlock(string name) : nn.Module<Tensor, Tensor>(name)
{
    /// <summary>Gets the last batch normalisation of the branch: with a scale of 0 the block starts as the identity.</summary>
    public abstract BatchNorm2d LastNormalization { get; }

    protected static Convolution Convolve(long inputs, long outputs, int kernel, int stride = 1) => new(inputs, outputs, kernel, stride, kernel / 2);

    /// <summary>Makes the short cut: nothing where the shapes agree, else a 1x1 convolution with batch normalisation.</summary>
    protected static Sequential? ShortCut(long inputs, long outputs, int stride) =>
        stride == 1 && inputs == outputs ? null : nn.Sequential(Convolve(inputs, outputs, 1, stride), nn.BatchNorm2d(outputs));

    /// <summary>Adds the short cut and rectifies, in place: batch normalisation needs its input, not its output, for the gradient.</summary>
    protected static Tensor Join(Tensor branch, Tensor input, Sequential? shortCut) => branch.add_(shortCut?.call(input) ?? input).relu_();
}
