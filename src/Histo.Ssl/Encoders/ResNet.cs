using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Histo.Ssl.Encoders;

/// <summary>A residual network without its classifier: images (N, 3, H, W) in, embeddings (N, <see cref="EmbeddingSize"/>) out.</summary>
/// <remarks>
/// Names and arithmetic are torchvision's, so its weight files load (ignore "fc."). Images are expected as <see cref="EncoderSpec"/> says (normalised); they are converted to the element type that the network computes in.
/// The size of the image is free, 32 px or more with <see cref="EncoderStem.ImageNet"/> and 8 px or more with <see cref="EncoderStem.Small"/> being sensible. Created by <see cref="EncoderFactory"/>.
/// Source: K. He, X. Zhang, S. Ren, J. Sun, "Deep residual learning for image recognition", CVPR 2016; torchvision 0.14, models/resnet.py.
/// </remarks>
public sealed class ResNet : Encoder
{
    private readonly Convolution conv1;
    private readonly BatchNorm2d bn1;
    private readonly Sequential layer1, layer2, layer3, layer4;

    internal ResNet(EncoderSpec spec, EncoderStart start, IReadOnlyList<int> blocks, bool bottleneck)
        : base(spec)
    {
        long width = spec.Width!.Value, channels = width;
        bool small = spec.Stem == EncoderStem.Small;
        conv1 = small ? new Convolution(3, width, 3, 1, 1) : new Convolution(3, width, 7, 2, 3);
        bn1 = nn.BatchNorm2d(width);
        layer1 = Stage(0, 1);
        layer2 = Stage(1, 2);
        layer3 = Stage(2, 2);
        layer4 = Stage(3, 2);
        EmbeddingSize = (int)channels;
        RegisterComponents();
        Draw(start);

        Sequential Stage(int stage, int stride)
        {
            var list = new List<nn.Module<Tensor, Tensor>>();
            long planes = width << stage;
            for (int block = 0; block < blocks[stage]; block++)
            {
                int first = block == 0 ? stride : 1;
                list.Add(bottleneck ? new BottleneckBlock(channels, planes, first) : new BasicBlock(channels, planes, first));
                channels = planes * (bottleneck ? BottleneckBlock.Expansion : BasicBlock.Expansion);
            }

            return nn.Sequential(list);
        }
    }

    /// <inheritdoc/>
    /// <value>8 times the width for ResNet-18 and ResNet-34, 32 times for ResNet-50.</value>
    public override int EmbeddingSize { get; }

    /// <summary>Computes the embeddings of a batch of images.</summary>
    /// <param name="input">(N, 3, H, W), any floating type; kept.</param>
    /// <returns>(N, <see cref="EmbeddingSize"/>) in the weights' type; the caller disposes it.</returns>
    /// <exception cref="HistoException">HS0002: the input has another shape.</exception>
    public override Tensor forward(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (input.dim() != 4 || input.size(1) != 3)
        {
            throw new HistoException(ErrorCodes.WrongShape, "the encoder needs a batch of RGB images", Spec.Architecture, $"[{string.Join(", ", input.shape)}]", "[N, 3, H, W]");
        }

        using DisposeScope scope = NewDisposeScope();
        Tensor x = input.to(ComputeType ?? conv1.WeightType);
        x = bn1.call(conv1.call(x)).relu_();
        if (Spec.Stem == EncoderStem.ImageNet)
        {
            x = nn.functional.max_pool2d(x, 3, 2, 1);
        }

        foreach (Sequential stage in new[] { layer1, layer2, layer3, layer4 })
        {
            x = Recompute ? stage.children().Cast<ResidualBlock>().Aggregate(x, (input, block) => Run(block, input)) : stage.call(x);
        }

        return x.mean([2L, 3L], type: conv1.WeightType).MoveToOuterDisposeScope();
    }

    private void Draw(EncoderStart start)
    {
        foreach ((string name, Parameter parameter) in named_parameters())
        {
            if (parameter.dim() == 4)
            {
                InitialWeights.HeNormal(parameter, start.Seed, name);
            }
        }

        if (start.ZeroLastNormalization)
        {
            foreach (ResidualBlock block in modules().OfType<ResidualBlock>())
            {
                nn.init.zeros_(block.LastNormalization.weight);
            }
        }
    }
}
