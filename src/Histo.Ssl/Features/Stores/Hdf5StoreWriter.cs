using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Histo.Ssl.Storage;
using PureHDF;
using PureHDF.Selections;

namespace Histo.Ssl.Features;

/// <summary>Collects the rows of one slide and writes them when they are all there: the extent of an HDF5 data set must be known first.</summary>
internal sealed class Hdf5StoreWriter(string path, FeatureStoreDescription description) : IFeatureStoreWriter
{
    private const int ChunkRows = 64;

    private readonly List<byte[]> _features = [];
    private readonly List<long> _positions = [];
    private readonly string _temporary = $"{path}.{Guid.NewGuid():N}.tmp";

    public void Append(ReadOnlySpan<float> features, ReadOnlySpan<long> positions)
    {
        int rows = positions.Length / 2;
        if (positions.Length % 2 != 0 || features.Length != (long)rows * description.Width)
        {
            throw new HistoException(ErrorCodes.WrongShape, "features and positions are not of the same tiles", path, $"{features.Length} numbers, {positions.Length} coordinates", $"{description.Width} numbers and 2 coordinates a tile");
        }

        _features.Add(StoreRows.Narrow(features, description.Type));
        _positions.AddRange(positions);
    }

    public void Complete()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        switch (description.Type)
        {
            case ElementType.F16:
                Write<Half>();
                break;
            case ElementType.BF16:
                Write<ushort>();
                break;
            default:
                Write<float>();
                break;
        }

        using (IFeatureStore written = FeatureStores.Open(_temporary))
        {
            if (written.Info.Rows != _positions.Count / 2 || !FeatureStores.Verify(_temporary))
            {
                throw new HistoException(ErrorCodes.BadFeatureStore, "the file does not hold what was written", path, written.Info.Rows, _positions.Count / 2, "Check the disk.");
            }
        }

        File.Move(_temporary, path, overwrite: true);
    }

    public void Dispose() => File.Delete(_temporary);

    private void Write<T>()
        where T : unmanaged
    {
        ulong rows = (ulong)(_positions.Count / 2), width = (ulong)description.Width;
        uint chunk = (uint)Math.Clamp((long)rows, 1, ChunkRows);
        var features = new H5Dataset<T[]>([rows, width], chunks: rows == 0 ? null : [chunk, (uint)width]);
        features.Attributes[StoreNames.Name] = description.SlideId;
        features.Attributes[StoreNames.SaveTo] = string.Empty;
        features.Attributes[StoreNames.Encoder] = description.Encoder;
        var coordinates = new H5Dataset<long[]>([rows, 2], chunks: rows == 0 ? null : [chunk, 2]);
        AddTrident(coordinates);
        var file = new H5File { [StoreNames.Features] = features, [StoreNames.Coordinates] = coordinates };
        AddOwn(file, rows);
        using H5NativeWriter writer = file.BeginWrite(_temporary);
        ulong first = 0;
        foreach (byte[] part in _features)
        {
            T[] values = MemoryMarshal.Cast<byte, T>(part).ToArray();
            ulong count = (ulong)values.Length / width;
            if (count > 0)
            {
                writer.Write(features, values, fileSelection: new HyperslabSelection(2, [first, 0], [count, width]));
                first += count;
            }
        }

        if (rows > 0)
        {
            writer.Write(coordinates, _positions.ToArray());
        }
    }

    // Magnifications as TRIDENT writes them: 10 / mpp, rounded.
    private void AddTrident(H5Dataset<long[]> coordinates)
    {
        coordinates.Attributes[StoreNames.PatchSize] = (long)description.TileSize;
        coordinates.Attributes[StoreNames.PatchSizeLevel0] = (long)Math.Round(description.TileExtent);
        coordinates.Attributes[StoreNames.SourceMagnification] = (long)Math.Round(10 / description.Level0Mpp);
        coordinates.Attributes[StoreNames.TargetMagnification] = (long)Math.Round(10 / description.Mpp);
        coordinates.Attributes[StoreNames.Overlap] = (long)(description.TileSize - description.Stride);
        coordinates.Attributes[StoreNames.Name] = description.SlideId;
        coordinates.Attributes[StoreNames.SaveTo] = string.Empty;
        coordinates.Attributes[StoreNames.Level0Width] = description.Level0Width;
        coordinates.Attributes[StoreNames.Level0Height] = description.Level0Height;
    }

    private void AddOwn(H5File file, ulong rows)
    {
        file.Attributes[StoreNames.Format] = StoreNames.Version;
        file.Attributes[StoreNames.Rows] = (long)rows;
        file.Attributes[StoreNames.ElementType] = description.Type.ToString();
        file.Attributes[StoreNames.Encoder] = description.Encoder;
        file.Attributes[StoreNames.EncoderHash] = description.EncoderHash;
        file.Attributes[StoreNames.InputSize] = (long)description.InputSize;
        file.Attributes[StoreNames.Normalisation] = description.Normalisation.ToArray();
        file.Attributes[StoreNames.Mpp] = description.Mpp;
        file.Attributes[StoreNames.TileSize] = (long)description.TileSize;
        file.Attributes[StoreNames.Stride] = (long)description.Stride;
        file.Attributes[StoreNames.Step] = description.Step;
        file.Attributes[StoreNames.TileExtent] = description.TileExtent;
        file.Attributes[StoreNames.Level0Mpp] = description.Level0Mpp;
        file.Attributes[StoreNames.Checksum] = StoreChecksum.Compute(description, _features, CollectionsMarshal.AsSpan(_positions));
    }
}
