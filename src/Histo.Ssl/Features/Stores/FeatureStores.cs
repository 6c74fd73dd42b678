using Histo.Ssl.Storage;
using PureHDF;
using PureHDF.VOL.Native;

namespace Histo.Ssl.Features;

/// <summary>Finds and opens feature stores of this library, TRIDENT, CLAM, STAMP and slideflow.</summary>
public static class FeatureStores
{
    private const int BlockRows = 4096;

    private static readonly string[] Extensions = [".h5", ".hdf5", ".pt"];

    /// <summary>Opens a store, whoever wrote it: recognised by what is in the file and beside it.</summary>
    /// <param name="path">An HDF5 file, or a matrix of torch.save (nothing in it is executed).</param>
    /// <returns>The store; the caller disposes it.</returns>
    /// <exception cref="HistoException">HS1832: there is no such file. HS1830: damaged. HS1831: not a feature store of a known kind. HS0006, HS0007, HS0008: a PyTorch file that cannot be read.</exception>
    public static IFeatureStore Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path))
        {
            throw new HistoException(ErrorCodes.FeatureStoreNotFound, "the feature store does not exist", path, action: "Name a file that histo extract, TRIDENT, CLAM, STAMP or slideflow wrote.");
        }

        if (Path.GetExtension(path) == ".pt")
        {
            return PytorchFeatureStore.Open(path);
        }

        if (!Hdf5Superblock.IsWhole(path))
        {
            throw new HistoException(ErrorCodes.BadFeatureStore, "the file is shorter than it says", path, $"{new FileInfo(path).Length} bytes", action: "It was cut off: extract the slide again.");
        }

        try
        {
            return Hdf5Layout.Open(path);
        }
        catch (Exception error) when (error is not HistoException and not OutOfMemoryException)
        {
            throw new HistoException(ErrorCodes.BadFeatureStore, "the file cannot be read as HDF5", path, $"{new FileInfo(path).Length} bytes", "a whole HDF5 file", "Extract the slide again.", error);
        }
    }

    /// <summary>Lists the stores of a folder.</summary>
    /// <param name="folder">A folder with one store a slide, or one above a folder <c>features</c>.</param>
    /// <returns>Paths in ordinal order of their names.</returns>
    /// <exception cref="HistoException">HS1832: there is none.</exception>
    public static IReadOnlyList<string> Find(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        foreach (string place in new[] { folder, Path.Combine(folder, StoreNames.Features) }.Where(Directory.Exists))
        {
            string[] found = [.. Directory.EnumerateFiles(place).Where(path => Extensions.Contains(Path.GetExtension(path))).OrderBy(Path.GetFileName, StringComparer.Ordinal)];
            if (found.Length > 0)
            {
                return found;
            }
        }

        throw new HistoException(ErrorCodes.FeatureStoreNotFound, "the folder holds no feature stores", folder, Directory.Exists(folder) ? "none" : "no such folder", string.Join(", ", Extensions), "Name the folder that histo extract wrote to.");
    }

    /// <summary>Checks a store of this library against the checksum in it; reads it whole.</summary>
    /// <param name="path">The file.</param>
    /// <returns>False when the content is not what was written. Stores of others carry no checksum: true when every row can be read.</returns>
    /// <exception cref="HistoException">As from <see cref="Open"/>.</exception>
    public static bool Verify(string path)
    {
        using IFeatureStore store = Open(path);
        FeatureStoreInfo info = store.Info;
        if (info.Format != StoreFormat.Histo)
        {
            var rows = new float[Math.Min(BlockRows, Math.Max(1, info.Rows)) * info.Width];
            for (int first = 0; first < info.Rows; first += BlockRows)
            {
                int count = Math.Min(BlockRows, info.Rows - first);
                store.ReadFeatures(first, count, rows.AsSpan(0, count * info.Width));
            }

            return true;
        }

        using NativeFile file = H5File.OpenRead(path);
        var root = new Hdf5Attributes(file);
        try
        {
            return root.Number(StoreNames.Rows) == info.Rows && root.Text(StoreNames.Checksum) == Checksum(file, root, info, path);
        }
        catch (Exception error) when (error is not HistoException and not OutOfMemoryException)
        {
            return false;
        }
    }

    private static string Checksum(NativeFile file, Hdf5Attributes root, FeatureStoreInfo info, string path)
    {
        var features = new Hdf5Array(file.Dataset(StoreNames.Features), path);
        IEnumerable<byte[]> parts = Enumerable.Range(0, (info.Rows + BlockRows - 1) / BlockRows).Select(block => features.ReadRows(0, block * BlockRows, Math.Min(BlockRows, info.Rows - (block * BlockRows))));
        IH5Dataset coordinates = file.Dataset(StoreNames.Coordinates);
        var description = new FeatureStoreDescription
        {
            SlideId = new Hdf5Attributes(coordinates).Text(StoreNames.Name)!, Width = info.Width, Type = info.Type, Encoder = info.Encoder!, EncoderHash = info.EncoderHash!, InputSize = info.InputSize!.Value,
            Normalisation = info.Normalisation!, Mpp = info.Mpp!.Value, TileSize = info.TileSize!.Value, Stride = info.Stride!.Value, TileExtent = info.TileExtent!.Value, Step = info.Step!.Value,
            Level0Mpp = root.Number(StoreNames.Level0Mpp)!.Value, Level0Width = 0, Level0Height = 0,
        };
        return StoreChecksum.Compute(description, parts, info.Rows == 0 ? [] : coordinates.Read<long[]>());
    }
}
