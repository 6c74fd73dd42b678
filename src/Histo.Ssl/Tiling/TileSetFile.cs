using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Histo.Ssl.Storage;

namespace Histo.Ssl.Tiling;

/// <summary>Saves and loads tile sets: one safetensors file with the cells and columns as tensors and the slides as JSON in its metadata.</summary>
/// <remarks>
/// Tensors: <c>cells</c> (U32, row x 65536 + column, slide after slide), <c>counts</c> (I32, tiles a slide) and one for each column. Metadata: <c>format</c> "histo-tiles",
/// <c>version</c>, <c>hash</c>, <c>recipe</c>, <c>slides</c>, <c>label_names</c>. Paths are relative to the file, with forward slashes, so that slides and tile set can move together.
/// </remarks>
public static class TileSetFile
{
    private const string Format = "histo-tiles", Version = "1";

    /// <summary>Saves a tile set; an existing file is replaced. Equal tile sets give equal files.</summary>
    /// <param name="path">The file, usually "tiles.safetensors".</param>
    /// <param name="tiles">The tile set.</param>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static void Save(string path, TileSet tiles)
    {
        ArgumentNullException.ThrowIfNull(tiles);
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var cells = new uint[tiles.Count];
        var counts = new int[tiles.Slides.Count];
        for (int slide = 0; slide < counts.Length; slide++)
        {
            (int first, counts[slide]) = tiles.TilesOf(slide);
            tiles.PackedCells(slide).CopyTo(cells.AsSpan(first));
        }

        SafetensorsWriter writer = new SafetensorsWriter()
            .WithMetadata("format", Format)
            .WithMetadata("version", Version)
            .WithMetadata("hash", tiles.Hash)
            .WithMetadata("recipe", tiles.Recipe)
            .WithMetadata("slides", Json(json => TileSlideJson.Write(json, tiles.Slides, file => Path.GetRelativePath(folder, file).Replace('\\', '/'))))
            .WithMetadata("label_names", Json(json => WriteNames(json, tiles.Columns.LabelNames)))
            .Add<uint>("cells", ElementType.U32, cells, cells.Length)
            .Add<int>("counts", ElementType.I32, counts, counts.Length);
        foreach ((string name, ElementType type, Array values) in tiles.Columns.Present())
        {
            writer.Add(name, type, [values.Length], stream => stream.Write(TileSetHash.Bytes(values)), values.Length);
        }

        writer.Save(path);
    }

    /// <summary>Loads a tile set and checks that it is what was saved.</summary>
    /// <param name="path">The file.</param>
    /// <param name="slideFolder">Folder that relative paths start from; null for the file's own.</param>
    /// <exception cref="HistoException">HS0003: not a safetensors file. HS1203: not a tile set, of another version, or changed since it was saved.</exception>
    /// <remarks>The slides need not exist; an <see cref="ITileSource"/> checks them when it opens them.</remarks>
    public static TileSet Load(string path, string? slideFolder = null)
    {
        using var reader = new SafetensorsReader(path);
        string? format = reader.Metadata.GetValueOrDefault("format"), version = reader.Metadata.GetValueOrDefault("version");
        if (format != Format || version != Version)
        {
            throw Bad(path, "the file is not a tile set of this version", $"{format ?? "no format"} {version}", $"{Format} {Version}");
        }

        TileSet tiles;
        try
        {
            tiles = Read(reader, Path.GetFullPath(slideFolder ?? Path.GetDirectoryName(Path.GetFullPath(path))!));
        }
        catch (Exception error) when (error is HistoException { Code: not ErrorCodes.BadTensorFile } or JsonException or KeyNotFoundException or InvalidOperationException or ArgumentException or OverflowException or FormatException)
        {
            throw Bad(path, "the tile set is damaged", error.Message, inner: error);
        }

        string? saved = reader.Metadata.GetValueOrDefault("hash");
        return tiles.Hash == saved ? tiles : throw Bad(path, "the tile set was changed after it was saved", $"content with hash {tiles.Hash}", saved);
    }

    private static string Json(Action<Utf8JsonWriter> write)
    {
        var text = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(text))
        {
            write(json);
        }

        return Encoding.UTF8.GetString(text.WrittenSpan);
    }

    private static void WriteNames(Utf8JsonWriter json, IEnumerable<string> names)
    {
        json.WriteStartArray();
        foreach (string name in names)
        {
            json.WriteStringValue(name);
        }

        json.WriteEndArray();
    }

    private static TileSet Read(SafetensorsReader reader, string folder)
    {
        using JsonDocument json = JsonDocument.Parse(reader.Metadata["slides"]);
        List<TileSlide> slides = TileSlideJson.Read(json.RootElement, file => Path.GetFullPath(Path.Combine(folder, file)));
        using JsonDocument names = JsonDocument.Parse(reader.Metadata["label_names"]);
        uint[] cells = reader.ReadArray<uint>("cells");
        int[] counts = reader.ReadArray<int>("counts");
        if (counts.Length != slides.Count || counts.Any(count => count < 0) || counts.Sum(count => (long)count) != cells.Length)
        {
            throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"{cells.Length} cells and {counts.Length} counts do not fit {slides.Count} slides"));
        }

        var own = new uint[slides.Count][];
        for (int slide = 0, first = 0; slide < own.Length; first += counts[slide++])
        {
            own[slide] = TileSet.RequireCells(slides[slide], cells[first..(first + counts[slide])]);
        }

        var columns = new TileColumns
        {
            LabelledShare = Column<float>(reader, "labelled_share"),
            Label = Column<short>(reader, "label"),
            LabelNames = [.. names.RootElement.EnumerateArray().Select(name => name.GetString()!)],
            TissueShare = Column<byte>(reader, "tissue_share"),
            PenScore = Column<byte>(reader, "pen_score"),
            Sharpness = Column<byte>(reader, "sharpness"),
        };
        return new TileSet(slides, own, columns) { Recipe = reader.Metadata["recipe"] };
    }

    private static T[]? Column<T>(SafetensorsReader reader, string name)
        where T : unmanaged => reader.Entries.ContainsKey(name) ? reader.ReadArray<T>(name) : null;

    private static HistoException Bad(string path, string what, object? seen, object? wanted = null, Exception? inner = null) =>
        new(ErrorCodes.BadTileSet, what, path, seen, wanted, "Tile the slides again.", inner);
}
