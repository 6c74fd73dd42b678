using Histo.Ssl.Encoders;

namespace Histo.Ssl.Tests.Encoders;

/// <summary>Every architecture at a size for tests: images of 32 px.</summary>
internal static class SmallEncoder
{
    public static bool HasDropPath(string architecture) => !architecture.StartsWith("resnet", StringComparison.Ordinal);

    public static EncoderSpec Spec(string architecture, EncoderStem stem = EncoderStem.ImageNet) => architecture.StartsWith("vit", StringComparison.Ordinal)
        ? new EncoderSpec { Architecture = architecture, Width = 24, InputSize = 32, Transformer = new TransformerSpec { Depth = 2, PatchSize = 8, Registers = 2, LayerScale = 0.5 } }
        : new EncoderSpec { Architecture = architecture, Width = 4, Stem = stem, InputSize = 32 };
}
