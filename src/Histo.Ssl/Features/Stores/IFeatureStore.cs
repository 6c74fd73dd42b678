namespace Histo.Ssl.Features;

/// <summary>The features of the tiles of one slide, open for reading.</summary>
/// <remarks>Rows are read without loading the file, where the format allows it. Not safe for several threads at once. Disposing it closes the file.</remarks>
public interface IFeatureStore : IDisposable
{
    /// <summary>Gets what the store says about itself.</summary>
    FeatureStoreInfo Info { get; }

    /// <summary>Reads rows of features.</summary>
    /// <param name="first">First row.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="destination">Takes rows x width numbers, row by row.</param>
    /// <exception cref="HistoException">HS0002: the rows do not exist, or the destination has another length. HS1830: the file is damaged.</exception>
    void ReadFeatures(int first, int rows, Span<float> destination);

    /// <summary>Reads the coordinates of all tiles: top-left corners in the unit of <see cref="FeatureStoreInfo.Unit"/>.</summary>
    /// <returns>Left and top edges, one a row; empty arrays where there are none.</returns>
    (double[] X, double[] Y) ReadPositions();
}
