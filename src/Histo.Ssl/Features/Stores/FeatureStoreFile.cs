namespace Histo.Ssl.Features;

/// <summary>Writes feature stores in this library's layout: HDF5 that TRIDENT and h5py read.</summary>
/// <remarks>
/// Data set <c>features</c> (N, D), float32, float16, or uint16 with the bits of bfloat16 (root attribute <c>element_type</c> says so); data set <c>coords</c> (N, 2) int64, x then y, level-0 pixels, top-left, with TRIDENT's
/// attributes. Root attributes record the encoder, what it was fed, the tiling, and a SHA-256 of the content, so that a whole file can be told from one that was cut off. See docs/features.md.
/// </remarks>
public static class FeatureStoreFile
{
    /// <summary>Begins a store.</summary>
    /// <param name="path">The file; replaced when it exists, once the new one is complete.</param>
    /// <param name="description">What the store records.</param>
    /// <returns>Takes the rows; the caller disposes it. Keeps the features of the slide in memory, in their stored type, until they are written.</returns>
    /// <exception cref="HistoException">HS0001: the width or element type is out of range.</exception>
    public static IFeatureStoreWriter Create(string path, FeatureStoreDescription description)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(description);
        if (description.Width < 1 || description.Normalisation.Count != 6)
        {
            throw new HistoException(
                ErrorCodes.InvalidOption, "a feature store needs features and the normalisation of three channels", path, $"{description.Width} features, {description.Normalisation.Count} numbers", "1 or more, 6 numbers");
        }

        return new Hdf5StoreWriter(path, description);
    }
}
