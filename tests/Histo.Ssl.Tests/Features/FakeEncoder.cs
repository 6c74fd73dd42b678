using Histo.Ssl.Encoders;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Histo.Ssl.Tests.Features;

/// <summary>A small network with batch normalisation, so that training mode would show in the features.</summary>
internal sealed class FakeEncoder : Encoder
{
    private readonly Conv2d conv;
    private readonly BatchNorm2d norm;
    private readonly int _size;

    public FakeEncoder(int inputSize = 8, int embeddingSize = 6, int? said = null)
        : base(new EncoderSpec { Architecture = "fake", InputSize = inputSize })
    {
        _size = said ?? embeddingSize;
        using Generator generator = new(7);
        conv = nn.Conv2d(3, embeddingSize, 3, padding: 1);
        norm = nn.BatchNorm2d(embeddingSize);
        using (no_grad())
        using (Tensor weights = randn(conv.weight.shape, generator: generator))
        using (Tensor means = arange(embeddingSize).to(ScalarType.Float32))
        {
            conv.weight.copy_(weights);
            norm.running_mean!.copy_(means);
        }

        RegisterComponents();
    }

    public override int EmbeddingSize => _size;

    public BatchNorm2d Norm => norm;

    /// <summary>Gets or sets what is called before a batch is computed.</summary>
    public Action? Computing { get; set; }

    public void Poison()
    {
        using (no_grad())
        {
            conv.bias!.fill_(float.NaN);
        }
    }

    public override Tensor forward(Tensor input)
    {
        Computing?.Invoke();
        input.requires_grad.Should().BeFalse();
        using DisposeScope scope = NewDisposeScope();
        Tensor output = nn.functional.relu(norm.call(conv.call(input))).mean([2, 3]);
        output.requires_grad.Should().BeFalse();
        return output.MoveToOuterDisposeScope();
    }
}
