using System.Runtime.InteropServices;
using System.Text.Json;
using Histo.Ssl.Storage;
using Histo.Ssl.Storage.Pytorch;

namespace Histo.Ssl.Features;

/// <summary>A matrix that torch.save wrote; coordinates and the rest come from the files beside it.</summary>
internal sealed class PytorchFeatureStore : IFeatureStore
{
    private readonly PytorchReader _file;
    private readonly PytorchTensor _tensor;
    private readonly StorePositions _positions;

    private PytorchFeatureStore(PytorchReader file, PytorchTensor tensor, StorePositions positions, FeatureStoreInfo info)
    {
        (_file, _tensor, _positions) = (file, tensor, positions);
        Info = positions.Complete(info);
    }

    public FeatureStoreInfo Info { get; }

    /// <summary>Opens a store.</summary>
    public static PytorchFeatureStore Open(string path)
    {
        var file = new PytorchReader(path);
        try
        {
            if (file.Root is not PytorchTensor { Shape: [var rows, var width] } tensor)
            {
                throw new HistoException(
                    ErrorCodes.UnknownFeatureStore, "the file holds no matrix of tiles", path, file.Root is PytorchTensor other ? $"[{string.Join(", ", other.Shape)}]" : "no single tensor", "[tiles, features]");
            }

            var info = new FeatureStoreInfo
            {
                SlideId = Path.GetFileNameWithoutExtension(path), Format = StoreFormat.PyTorch, Rows = checked((int)rows), Width = checked((int)width), Type = tensor.Type, HasPositions = false,
            };
            (StorePositions positions, info) = Neighbours(path, info);
            if (positions.X.Length != info.Rows && positions.X.Length != 0)
            {
                throw new HistoException(ErrorCodes.BadFeatureStore, "there is not one coordinate a tile", path, positions.X.Length, info.Rows, "Extract the slide again.");
            }

            return new PytorchFeatureStore(file, tensor, positions, info);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public void ReadFeatures(int first, int rows, Span<float> destination)
    {
        StoreRows.Check(Info, first, rows, destination.Length);
        long size = _tensor.Count == 0 ? 0 : _tensor.ByteCount / _tensor.Count;
        byte[] bytes = new byte[rows * Info.Width * size];
        _file.Read(_tensor, first * Info.Width * size, bytes);
        StoreRows.Widen(bytes, _tensor.Type, destination);
    }

    public (double[] X, double[] Y) ReadPositions() => ([.. _positions.X], [.. _positions.Y]);

    public void Dispose() => _file.Dispose();

    // slideflow keeps an index beside the bag, CLAM a folder h5_files or patches beside pt_files, TRIDENT a folder patches beside the features.
    private static (StorePositions Positions, FeatureStoreInfo Info) Neighbours(string path, FeatureStoreInfo info)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!, stem = Path.Combine(folder, info.SlideId), above = Path.GetDirectoryName(folder) ?? folder;
        foreach (string index in new[] { stem + ".index.npz", stem + ".index.npy" }.Where(File.Exists))
        {
            return Slideflow(index, folder, info);
        }

        string trident = Path.Combine(above, "patches", info.SlideId + "_patches.h5");
        if (File.Exists(trident))
        {
            string name = Path.GetFileName(folder);
            const string Prefix = "features_";
            return Hdf5Layout.ReadCoordinates(trident, info with { Format = StoreFormat.Trident, Encoder = name.StartsWith(Prefix, StringComparison.Ordinal) ? name[Prefix.Length..] : null });
        }

        foreach (string clam in new[] { "patches", "h5_files" }.Select(each => Path.Combine(above, each, info.SlideId + ".h5")).Where(File.Exists))
        {
            return Hdf5Layout.ReadCoordinates(clam, info with { Format = StoreFormat.Clam });
        }

        return (StorePositions.None, info);
    }

    private static (StorePositions Positions, FeatureStoreInfo Info) Slideflow(string index, string folder, FeatureStoreInfo info)
    {
        NumpyFile centres = NumpyFile.Read(index);
        double[] pairs = centres.Type switch
        {
            ElementType.I64 => Array.ConvertAll(MemoryMarshal.Cast<byte, long>(centres.Bytes).ToArray(), value => (double)value),
            ElementType.I32 => Array.ConvertAll(MemoryMarshal.Cast<byte, int>(centres.Bytes).ToArray(), value => (double)value),
            ElementType.F32 => Array.ConvertAll(MemoryMarshal.Cast<byte, float>(centres.Bytes).ToArray(), value => (double)value),
            _ => MemoryMarshal.Cast<byte, double>(centres.Bytes).ToArray(),
        };
        StorePositions raw = StorePositions.Of(pairs);

        // The tile's width at level 0 is not stored: without overlap it is the step.
        double? step = StoreLattice.FindStep(raw.X, raw.Y);
        double shift = -(step ?? 0) / 2;
        List<string> notices = [.. info.Notices, step is null ? "tile centres, and no step to be found: not moved to the corner" : FormattableString.Invariant($"tile centres, moved by half a step of {step} to the top-left corner")];
        (string? encoder, int? pixels, double? mpp) = Configuration(Path.Combine(folder, "bags_config.json"));
        return (StorePositions.Of(pairs, shift: shift), info with { Format = StoreFormat.Slideflow, Step = step, TileExtent = step, Encoder = encoder, TileSize = pixels, Stride = pixels, Mpp = mpp, Notices = notices });
    }

    private static (string? Encoder, int? Pixels, double? Mpp) Configuration(string path)
    {
        if (!File.Exists(path))
        {
            return (null, null, null);
        }

        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
        JsonElement root = document.RootElement;
        string? encoder = root.TryGetProperty("extractor", out JsonElement extractor) && extractor.ValueKind == JsonValueKind.Object && extractor.TryGetProperty("class", out JsonElement name) ? name.GetString() : null;
        int? pixels = root.TryGetProperty("tile_px", out JsonElement px) && px.ValueKind == JsonValueKind.Number ? px.GetInt32() : null;
        double? micrometres = root.TryGetProperty("tile_um", out JsonElement um) && um.ValueKind == JsonValueKind.Number ? um.GetDouble() : null;
        return (encoder, pixels, micrometres / pixels);
    }
}
