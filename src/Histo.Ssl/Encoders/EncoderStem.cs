namespace Histo.Ssl.Encoders;

/// <summary>First layers of a convolutional encoder.</summary>
public enum EncoderStem
{
    /// <summary>7x7 convolution with stride 2, then 3x3 max-pooling with stride 2, as in torchvision.</summary>
    ImageNet,

    /// <summary>3x3 convolution with stride 1 and no pooling: for tiles of 64 px and less.</summary>
    Small,
}
