using TorchSharp;
using TorchSharp.Modules;

namespace Histo.Ssl.Encoders;

/// <summary>Draws the initial weights of a vision transformer as DINOv2's code does.</summary>
/// <remarks>
/// Linear layers and learned positions: normal, deviation 0.02 (the original cuts at plus and minus 2, a hundred deviations away, so nothing is cut); biases 0; class token and registers: normal, deviation 1e-6; mask token 0.
/// The patch projection is left as PyTorch makes a convolution: weight and bias uniform within plus and minus 1 / sqrt(3 patch^2).
/// Source: facebookresearch/dinov2 b8931f7, models/vision_transformer.py: init_weights, init_weights_vit_timm.
/// </remarks>
internal static class TransformerWeights
{
    private const double Deviation = 0.02, TokenDeviation = 1e-6;

    public static void Draw(VisionTransformer encoder, ulong seed)
    {
        TransformerSpec form = encoder.Spec.Transformer!;
        double bound = 1 / Math.Sqrt(3.0 * form.PatchSize * form.PatchSize);
        foreach ((string name, Parameter parameter) in encoder.named_parameters())
        {
            if (name.StartsWith("patch_embed.", StringComparison.Ordinal))
            {
                InitialWeights.Uniform(parameter, bound, seed, name);
            }
            else if (name is "cls_token" or "register_tokens")
            {
                InitialWeights.Normal(parameter, TokenDeviation, seed, name);
            }
            else if ((name == "pos_embed" && form.Positions == PositionTable.Learned) || (parameter.dim() == 2 && name != "mask_token"))
            {
                InitialWeights.Normal(parameter, Deviation, seed, name);
            }
        }
    }
}
