using Histo.Ssl.Encoders;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Histo.Ssl.Tests.Objectives;

/// <summary>The smallest network with patch tokens: a patch embedding, a mask token and two layers; every token depends on every patch.</summary>
internal sealed class FakeTokenEncoder : Encoder, ITokenEncoder
{
    public const int Size = 12;

    private readonly Conv2d patch;
    private readonly Linear classes;
    private readonly Linear patches;
    private readonly Parameter mask_token;

    public FakeTokenEncoder()
        : base(new EncoderSpec { Architecture = "vit-fake", InputSize = 16 })
    {
        using Generator generator = new(5);
        patch = nn.Conv2d(3, Size, 4, stride: 4);
        classes = nn.Linear(Size, Size);
        patches = nn.Linear(Size, Size);
        mask_token = nn.Parameter(zeros(Size));
        mask_token.DetachFromDisposeScope();
        RegisterComponents();
        using IDisposable guard = no_grad();
        using DisposeScope scope = NewDisposeScope();
        foreach (Parameter parameter in parameters())
        {
            parameter.copy_(randn(parameter.shape, generator: generator) * 0.3);
        }
    }

    /// <summary>Shape of the images and the masks of each forward, in order.</summary>
    public List<(long[] Images, bool[]? Masks)> Calls { get; } = [];

    public override int EmbeddingSize => Size;

    public int PatchSize => 4;

    public override Tensor forward(Tensor input) => ForwardTokens(input).Cls;

    public EncoderTokens ForwardTokens(Tensor images, Tensor? masks = null)
    {
        using DisposeScope scope = NewDisposeScope();
        Calls.Add((images.shape, masks?.data<bool>().ToArray()));
        Tensor x = patch.call(images).flatten(2).transpose(1, 2);
        x = masks is null ? x : where(masks.unsqueeze(-1), mask_token, x);
        Tensor mean = x.mean([1L]);
        return new EncoderTokens(
            classes.call(mean.tanh()).MoveToOuterDisposeScope(),
            patches.call((x + mean.unsqueeze(1)).tanh()).MoveToOuterDisposeScope(),
            zeros(images.size(0), 0, Size).MoveToOuterDisposeScope());
    }
}
