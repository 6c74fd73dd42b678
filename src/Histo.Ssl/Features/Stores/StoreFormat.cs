namespace Histo.Ssl.Features;

/// <summary>Whose layout a feature store has.</summary>
public enum StoreFormat
{
    /// <summary>This library's: TRIDENT's HDF5 layout with the encoder's identity beside it.</summary>
    Histo = 1,

    /// <summary>TRIDENT, HDF5.</summary>
    Trident = 2,

    /// <summary>CLAM, HDF5 or a tensor (.pt).</summary>
    Clam = 3,

    /// <summary>STAMP, HDF5.</summary>
    Stamp = 4,

    /// <summary>slideflow: a tensor (.pt) with an index of tile centres beside it.</summary>
    Slideflow = 5,

    /// <summary>A PyTorch file with one matrix and no coordinates.</summary>
    PyTorch = 6,

    /// <summary>HDF5 of another origin, with data sets features or feats and perhaps coords.</summary>
    Hdf5 = 7,
}
