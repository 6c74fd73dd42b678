namespace Histo.Ssl.Features;

/// <summary>Writes the features of one slide, row by row, to a temporary name; the file appears under its own name when it is complete.</summary>
/// <remarks>Disposing it before <see cref="Complete"/> removes the temporary file.</remarks>
public interface IFeatureStoreWriter : IDisposable
{
    /// <summary>Adds tiles.</summary>
    /// <param name="features">n x width numbers, row by row.</param>
    /// <param name="positions">n x 2 whole numbers: left and top edge in level-0 pixels.</param>
    /// <exception cref="HistoException">HS0002: the lengths do not belong together.</exception>
    void Append(ReadOnlySpan<float> features, ReadOnlySpan<long> positions);

    /// <summary>Closes the file, checks it and gives it its own name.</summary>
    void Complete();
}
