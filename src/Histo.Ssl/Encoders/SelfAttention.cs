using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Encoders;

/// <summary>Attention of all tokens of an image to each other; queries, keys and values come from one projection.</summary>
internal sealed class SelfAttention : nn.Module<Tensor, Tensor>
{
    private readonly Projection qkv, proj;
    private readonly long _heads;

    public SelfAttention(long width, long heads)
        : base(nameof(SelfAttention))
    {
        qkv = new Projection(width, 3 * width);
        proj = new Projection(width, width);
        _heads = heads;
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using DisposeScope scope = NewDisposeScope();
        long images = input.size(0), tokens = input.size(1), width = input.size(2);
        Tensor split = qkv.call(input).reshape(images, tokens, 3, _heads, width / _heads).permute(2, 0, 3, 1, 4);
        Tensor mixed = nn.functional.scaled_dot_product_attention(split.select(0, 0), split.select(0, 1), split.select(0, 2));
        return proj.call(mixed.transpose(1, 2).reshape(images, tokens, width)).MoveToOuterDisposeScope();
    }
}
