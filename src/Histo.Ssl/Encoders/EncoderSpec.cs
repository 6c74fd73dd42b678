using Histo.Ssl.Views;

namespace Histo.Ssl.Encoders;

/// <summary>Everything that must agree for an encoder's features to mean what they should: architecture, input, normalisation.</summary>
/// <remarks>Written beside the weights. A mismatch between an encoder and its preprocessing is the classic silent error: this record is compared before features are made.</remarks>
public sealed record EncoderSpec
{
    /// <summary>Gets the architecture: "resnet18", "resnet34", "resnet50".</summary>
    public required string Architecture { get; init; }

    /// <summary>Gets the channels of the first stage.</summary>
    /// <value>64 (default) as in torchvision; smaller for small tiles and slow machines.</value>
    public int Width { get; init; } = 64;

    /// <summary>Gets the first layers.</summary>
    /// <value><see cref="EncoderStem.ImageNet"/> (default): 7x7 stride 2 and max-pooling. <see cref="EncoderStem.Small"/>: 3x3 stride 1, for tiles of 64 px and less.</value>
    public EncoderStem Stem { get; init; }

    /// <summary>Gets the width and height of the input in pixels.</summary>
    public required int InputSize { get; init; }

    /// <summary>Gets the channel means that are subtracted, in 0..1.</summary>
    /// <value>ImageNet's.</value>
    public Triple Mean { get; init; } = ViewOutput.ImageNetMean;

    /// <summary>Gets the channel deviations that divide.</summary>
    /// <value>ImageNet's.</value>
    public Triple Deviation { get; init; } = ViewOutput.ImageNetDeviation;
}
