using System.Text.Json.Serialization;
using Histo.Ssl.Views;

namespace Histo.Ssl.Encoders;

/// <summary>Everything that must agree for an encoder's features to mean what they should: architecture, input, normalisation.</summary>
/// <remarks>Written beside the weights. A mismatch between an encoder and its preprocessing is the classic silent error: this record is compared before features are made.</remarks>
public sealed record EncoderSpec
{
    /// <summary>Gets the architecture: one of <see cref="EncoderFactory.Architectures"/>.</summary>
    public required string Architecture { get; init; }

    /// <summary>Gets the channels of the first stage of a convolutional network, or the length of a vision transformer's tokens.</summary>
    /// <value>Null (default): the architecture's own, 64 for ResNets, 192, 384 or 768 for vision transformers. Smaller for small tiles and slow machines. An encoder's own spec has the number.</value>
    public int? Width { get; init; }

    /// <summary>Gets the first layers.</summary>
    /// <value><see cref="EncoderStem.ImageNet"/> (default): 7x7 stride 2 and max-pooling. <see cref="EncoderStem.Small"/>: 3x3 stride 1, for tiles of 64 px and less. Residual networks only.</value>
    public EncoderStem Stem { get; init; }

    /// <summary>Gets what makes a vision transformer.</summary>
    /// <value>Null (default): the defaults of <see cref="TransformerSpec"/> for vision transformers; other architectures have none. An encoder's own spec has the numbers.</value>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public TransformerSpec? Transformer { get; init; }

    /// <summary>Gets the width and height of the input in pixels.</summary>
    public required int InputSize { get; init; }

    /// <summary>Gets the channel means that are subtracted, in 0..1.</summary>
    /// <value>ImageNet's.</value>
    public Triple Mean { get; init; } = ViewOutput.ImageNetMean;

    /// <summary>Gets the channel deviations that divide.</summary>
    /// <value>ImageNet's.</value>
    public Triple Deviation { get; init; } = ViewOutput.ImageNetDeviation;
}
