namespace Histo.Ssl.Views;

/// <summary>The size of local crops that goes with a size of global views.</summary>
public static class LocalCropSize
{
    /// <summary>What the size is a multiple of unless the encoder has patches: 8 pixels.</summary>
    public const int DefaultMultiple = 8;

    /// <summary>Returns three sevenths of the view, as 96 is of 224, rounded to the nearest whole number of patches: at least one.</summary>
    /// <param name="viewSize">Width and height of the global views, 1 or more.</param>
    /// <param name="patchSize">Width and height of the encoder's patches, or any number that the size shall be a multiple of, 1 or more.</param>
    /// <returns>96 for 224 and patches of 16 pixels, 98 for 224 and patches of 14, 24 for 64 and multiples of 8.</returns>
    /// <remarks>
    /// Source: facebookresearch/dinov2@b8931f7, dinov2/configs/ssl_default_config.yaml and dinov2/configs/train/vitl14.yaml: the rule gives the sizes of both. That it also holds for other sizes is a reconstruction.
    /// </remarks>
    public static int For(int viewSize, int patchSize = DefaultMultiple)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(viewSize);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(patchSize);
        int patches = (int)Math.Round(3.0 * viewSize / (7.0 * patchSize), MidpointRounding.AwayFromZero);
        return patchSize * Math.Max(1, patches);
    }
}
