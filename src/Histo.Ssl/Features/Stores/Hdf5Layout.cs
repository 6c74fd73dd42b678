using System.Globalization;
using Histo.Ssl.Storage;
using PureHDF;
using PureHDF.VOL.Native;

namespace Histo.Ssl.Features;

/// <summary>Recognises whose HDF5 layout a file has, and reads it in our words.</summary>
internal static class Hdf5Layout
{
    private const string StampFeatures = "feats";

    /// <summary>Opens a store; the file is closed when that fails.</summary>
    public static IFeatureStore Open(string path)
    {
        NativeFile file = H5File.OpenRead(path);
        try
        {
            string? name = file.LinkExists(StoreNames.Features) ? StoreNames.Features : file.LinkExists(StampFeatures) ? StampFeatures : null;
            if (name is null)
            {
                string[] children = [.. file.Children().Select(child => child.Name).Take(8)];
                throw new HistoException(
                    ErrorCodes.UnknownFeatureStore, "the file holds no features", path, children.Length == 0 ? "an empty file" : string.Join(", ", children), $"a data set {StoreNames.Features} or {StampFeatures}",
                    "Name the file with the features, not the one with the coordinates.");
            }

            return Open(file, name, path);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Reads coordinates with their attributes from a file of coordinates alone (CLAM's and TRIDENT's "patches").</summary>
    public static (StorePositions Positions, FeatureStoreInfo Info) ReadCoordinates(string path, FeatureStoreInfo info)
    {
        using NativeFile file = H5File.OpenRead(path);
        IH5Dataset set = file.Dataset(StoreNames.Coordinates);
        return (StorePositions.Of(new Hdf5Array(set, path).ReadDoubles()), WithCoordinates(info, new Hdf5Attributes(set), info.Format));
    }

    private static Hdf5FeatureStore Open(NativeFile file, string name, string path)
    {
        IH5Dataset set = file.Dataset(name);
        var features = new Hdf5Array(set, path);
        Hdf5Attributes root = new(file), own = new(set);
        IH5Dataset? coordinates = file.LinkExists(StoreNames.Coordinates) ? file.Dataset(StoreNames.Coordinates) : null;
        Hdf5Attributes? marks = coordinates is null ? null : new Hdf5Attributes(coordinates);
        StoreFormat format = root.Text(StoreNames.Format) is not null ? StoreFormat.Histo
            : name == StampFeatures ? root.Text("extractor") is null ? StoreFormat.Hdf5 : StoreFormat.Stamp
            : marks?.Number(StoreNames.PatchSizeLevel0) is not null || own.Text(StoreNames.Encoder) is not null ? StoreFormat.Trident
            : coordinates is not null ? StoreFormat.Clam : StoreFormat.Hdf5;
        (int leading, int rows, int width, List<string> notices) = Shape(features, path);
        var info = new FeatureStoreInfo
        {
            SlideId = Path.GetFileNameWithoutExtension(path), Format = format, Rows = rows, Width = width, Type = features.Type, HasPositions = false, Notices = notices,
            Encoder = own.Text(StoreNames.Encoder) is { } encoder && encoder != "None" ? encoder : null,
        };
        double[] pairs = coordinates is null ? [] : new Hdf5Array(coordinates, path).ReadDoubles();
        if (coordinates is not null && pairs.Length != 2L * rows)
        {
            throw new HistoException(ErrorCodes.BadFeatureStore, "there is not one coordinate a tile", path, $"{pairs.Length / 2} coordinates", $"{rows}", "Extract the slide again.");
        }

        StorePositions positions = StorePositions.Of(pairs);
        info = format switch
        {
            StoreFormat.Histo => Own(info, root),
            StoreFormat.Stamp => Stamp(info, root, ref positions),
            _ => marks is null ? info : WithCoordinates(info, marks, format),
        };
        return new Hdf5FeatureStore(file, features, leading, positions, info);
    }

    private static (int Leading, int Rows, int Width, List<string> Notices) Shape(Hdf5Array features, string path)
    {
        switch (features.Shape)
        {
            case [var rows, var width]:
                return (0, checked((int)rows), checked((int)width), []);
            case [1, var rows, var width]:
                return (1, checked((int)rows), checked((int)width), ["a leading axis of length one was dropped"]);
            case [0]:
                return (0, 0, 0, ["the slide has no tiles, and the file does not say how many features a tile has"]);
            default:
                throw new HistoException(
                    ErrorCodes.UnknownFeatureStore, "the features are no matrix of tiles", path, $"[{string.Join(", ", features.Shape)}]", "[tiles, features]",
                    features.Shape.Length == 1 ? "This is the vector of a whole slide or patient: name the features of tiles." : null);
        }
    }

    private static FeatureStoreInfo Own(FeatureStoreInfo info, Hdf5Attributes root)
    {
        string version = root.Text(StoreNames.Format)!;
        return version != StoreNames.Version
            ? throw new HistoException(ErrorCodes.UnknownFeatureStore, "the store was written by another version", info.SlideId, version, StoreNames.Version)
            : info with
            {
                Encoder = root.Text(StoreNames.Encoder), EncoderHash = root.Text(StoreNames.EncoderHash), InputSize = Whole(root, StoreNames.InputSize), Normalisation = root.Numbers(StoreNames.Normalisation),
                Mpp = root.Number(StoreNames.Mpp), TileSize = Whole(root, StoreNames.TileSize), Stride = Whole(root, StoreNames.Stride), Step = root.Number(StoreNames.Step), TileExtent = root.Number(StoreNames.TileExtent),
                Type = Enum.Parse<ElementType>(root.Text(StoreNames.ElementType)!), HasPositions = true,
            };
    }

    // Coordinates are micrometres; the first versions wrote 256 um as 224 px and no unit.
    private static FeatureStoreInfo Stamp(FeatureStoreInfo info, Hdf5Attributes root, ref StorePositions positions)
    {
        const double FirstTile = 256, FirstStep = 224;
        double? extent = root.Number("tile_size_um") ?? root.Number("tile_size");
        double? pixels = root.Number("tile_size_px");
        List<string> notices = [.. info.Notices, "coordinates are micrometres: the store does not know the slide's resolution"];
        if (root.Text("unit") is null && StoreLattice.FindStep(positions.X, positions.Y) is { } step && Math.Abs(step - FirstStep) < 0.5)
        {
            positions = new StorePositions(Array.ConvertAll(positions.X, value => value / FirstStep * FirstTile), Array.ConvertAll(positions.Y, value => value / FirstStep * FirstTile));
            (extent, pixels) = (FirstTile, FirstStep);
            notices.Add("a store without unit and with steps of 224: converted as 256 micrometres a tile");
        }

        return info with
        {
            Encoder = root.Text("extractor"), EncoderHash = null, Unit = PositionUnit.Micrometres, TileExtent = extent, Step = extent, TileSize = (int?)pixels, Stride = (int?)pixels,
            Mpp = extent is { } micrometres && pixels is { } count ? micrometres / count : null, Notices = notices,
        };
    }

    // CLAM: patch_size at patch_level, downsample or custom_downsample. TRIDENT: patch_size at the target, patch_size_level0, overlap at the target.
    private static FeatureStoreInfo WithCoordinates(FeatureStoreInfo info, Hdf5Attributes marks, StoreFormat format)
    {
        double? size = marks.Number(StoreNames.PatchSize);
        string slide = marks.Text(StoreNames.Name) is { Length: > 0 } named ? named : info.SlideId;
        if (size is null)
        {
            return info with { SlideId = slide };
        }

        if (marks.Number(StoreNames.PatchSizeLevel0) is { } extent)
        {
            double overlap = marks.Number(StoreNames.Overlap) ?? 0;
            return info with { SlideId = slide, TileSize = (int)size, Stride = (int)(size - overlap), TileExtent = extent, Step = extent * (size - overlap) / size };
        }

        double downsample = marks.Numbers("downsample") is { Length: > 0 } factors ? factors[0] : 1, custom = marks.Number("custom_downsample") ?? 1;
        return info with { SlideId = slide, TileSize = (int)size, TileExtent = size * downsample * custom };
    }

    private static int? Whole(Hdf5Attributes attributes, string name) => attributes.Number(name) is { } value ? (int)value : null;
}
