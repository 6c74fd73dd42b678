using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Tests.Encoders;

/// <summary>A module that has nothing but parameters of given names and shapes, filled with a constant.</summary>
internal sealed class StandIn : nn.Module<Tensor, Tensor>
{
    public const float Untouched = -7;

    public StandIn(IEnumerable<(string Name, long[] Shape)> parameters)
        : base(nameof(StandIn))
    {
        foreach ((string name, long[] shape) in parameters)
        {
            TorchSharp.Modules.Parameter parameter = nn.Parameter(full(shape, Untouched));
            parameter.DetachFromDisposeScope();
            register_parameter(name, parameter);
        }
    }

    /// <summary>A vision transformer's names as DINOv2 and timm write them, two blocks of width 8.</summary>
    public static StandIn VisionTransformer(int grid = 2, bool layerScale = false, int registers = 0) => new(Names(grid, layerScale, registers));

    public static IEnumerable<(string Name, long[] Shape)> Names(int grid = 2, bool layerScale = false, int registers = 0)
    {
        yield return ("cls_token", [1, 1, 8]);
        yield return ("pos_embed", [1, 1 + (grid * grid), 8]);
        if (registers > 0)
        {
            yield return ("register_tokens", [1, registers, 8]);
        }

        yield return ("mask_token", [1, 8]);
        yield return ("patch_embed.proj.weight", [8, 3, 4, 4]);
        yield return ("patch_embed.proj.bias", [8]);
        foreach (int block in new[] { 0, 1 })
        {
            foreach ((string name, long[] shape) in new (string, long[])[]
            {
                ("norm1.weight", [8]), ("norm1.bias", [8]), ("attn.qkv.weight", [24, 8]), ("attn.qkv.bias", [24]), ("attn.proj.weight", [8, 8]), ("attn.proj.bias", [8]),
                ("norm2.weight", [8]), ("norm2.bias", [8]), ("mlp.fc1.weight", [16, 8]), ("mlp.fc1.bias", [16]), ("mlp.fc2.weight", [8, 16]), ("mlp.fc2.bias", [8]),
            })
            {
                yield return ($"blocks.{block}.{name}", shape);
            }

            if (layerScale)
            {
                yield return ($"blocks.{block}.ls1.gamma", [8]);
                yield return ($"blocks.{block}.ls2.gamma", [8]);
            }
        }

        yield return ("norm.weight", [8]);
        yield return ("norm.bias", [8]);
    }

    public float[] Values(string name) => [.. state_dict()[name].data<float>()];

    public override Tensor forward(Tensor input) => input.alias();
}
