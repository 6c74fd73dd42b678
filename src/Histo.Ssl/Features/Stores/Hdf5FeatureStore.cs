using System.Runtime.InteropServices;
using Histo.Ssl.Storage;
using PureHDF;

namespace Histo.Ssl.Features;

/// <summary>A feature store in an HDF5 file, whoever wrote it.</summary>
internal sealed class Hdf5FeatureStore : IFeatureStore
{
    private readonly IDisposable _file;
    private readonly Hdf5Array _features;
    private readonly StorePositions _positions;
    private readonly int _leading;

    /// <summary>Takes over the file.</summary>
    public Hdf5FeatureStore(IDisposable file, Hdf5Array features, int leading, StorePositions positions, FeatureStoreInfo info)
    {
        (_file, _features, _leading, _positions) = (file, features, leading, positions);
        Info = positions.Complete(info);
    }

    public FeatureStoreInfo Info { get; }

    public void ReadFeatures(int first, int rows, Span<float> destination)
    {
        StoreRows.Check(Info, first, rows, destination.Length);
        byte[] bytes;
        try
        {
            bytes = _features.ReadRows(_leading, first, rows);
        }
        catch (Exception error) when (error is not HistoException and not OutOfMemoryException)
        {
            throw new HistoException(ErrorCodes.BadFeatureStore, "rows of the feature store cannot be read", Info.SlideId, $"rows {first} to {first + rows - 1}", action: "Write the file again.", inner: error);
        }

        StoreRows.Widen(bytes, Info.Type == ElementType.BF16 ? ElementType.BF16 : _features.Type, destination);
    }

    public (double[] X, double[] Y) ReadPositions() => ([.. _positions.X], [.. _positions.Y]);

    public void Dispose() => _file.Dispose();
}
