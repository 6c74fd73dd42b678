using System.IO.Compression;
using System.Text.Json;
using Histo.Ssl.Mil.Bags;
using Histo.Ssl.Storage;

namespace Histo.Ssl.Mil.Explanation;

/// <summary>Writes tiles with their numbers as GeoJSON that QuPath opens: one detection a tile, with measurements.</summary>
/// <remarks>
/// Streamed: memory does not grow with the tiles. What is relied on of QuPath (read in qupath-core PathIO, QuPathTypeAdapters; 0.4 and later): a feature collection of features in level-0
/// pixels, <c>properties.objectType</c> "detection", <c>properties.measurements</c> an object of names and numbers, <c>properties.classification.name</c>; files named .geojson or .json, and
/// .zip with such a file inside. That version does not open .gz by itself: unpack the file first, or name it .zip (see docs/explanation.md).
/// </remarks>
public static class QuPathTiles
{
    private const int PendingBytes = 1 << 15;

    /// <summary>Writes a file; it appears under its name when it is complete.</summary>
    /// <param name="path">The file. Ending in .gz it is compressed, ending in .zip it is an archive with one GeoJSON file, else it is plain.</param>
    /// <param name="positions">Where the tiles lie, in level-0 pixels.</param>
    /// <param name="measurements">What is known of them; names differ.</param>
    /// <param name="classOf">Class of a tile by its number, null for none; null (default) for tiles without classes.</param>
    /// <param name="cancellation">Stops between tiles; nothing is left behind.</param>
    /// <exception cref="HistoException">HS2060: a measurement has another number of values than there are tiles, or two have one name.</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static void Write(
        string path, TilePositions positions, IReadOnlyList<TileMeasurement> measurements, Func<int, string?>? classOf = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(positions);
        ArgumentNullException.ThrowIfNull(measurements);
        Check(positions, measurements);
        AtomicFile.Write(path, file =>
        {
            if (path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase))
            {
                using var gzip = new GZipStream(file, CompressionLevel.Fastest, leaveOpen: true);
                WriteTo(gzip, positions, measurements, classOf, cancellation);
            }
            else if (path.EndsWith(".zip", StringComparison.OrdinalIgnoreCase))
            {
                using var archive = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true);
                using Stream entry = archive.CreateEntry(EntryName(path), CompressionLevel.Fastest).Open();
                WriteTo(entry, positions, measurements, classOf, cancellation);
            }
            else
            {
                WriteTo(file, positions, measurements, classOf, cancellation);
            }
        });
    }

    // QuPath looks at the names inside an archive.
    private static string EntryName(string path)
    {
        string name = Path.GetFileNameWithoutExtension(path);
        return name.EndsWith(".geojson", StringComparison.OrdinalIgnoreCase) ? name : name + ".geojson";
    }

    private static void Check(TilePositions positions, IReadOnlyList<TileMeasurement> measurements)
    {
        foreach (TileMeasurement each in measurements)
        {
            if (each.Values.Length != positions.Count)
            {
                throw new HistoException(ErrorCodes.ScoresMismatch, "a measurement does not have one value a tile", each.Name, each.Values.Length, positions.Count);
            }
        }

        string[] names = [.. measurements.Select(each => each.Name)];
        if (names.Distinct(StringComparer.Ordinal).Count() < names.Length)
        {
            throw new HistoException(ErrorCodes.ScoresMismatch, "two measurements have one name", seen: string.Join(", ", names), wanted: "different names");
        }
    }

    private static void WriteTo(Stream stream, TilePositions positions, IReadOnlyList<TileMeasurement> measurements, Func<int, string?>? classOf, CancellationToken cancellation)
    {
        JsonEncodedText[] names = [.. measurements.Select(each => JsonEncodedText.Encode(each.Name))];
        using var writer = new Utf8JsonWriter(stream);
        writer.WriteStartObject();
        writer.WriteString("type"u8, "FeatureCollection"u8);
        writer.WriteStartArray("features"u8);
        for (int tile = 0; tile < positions.Count; tile++)
        {
            WriteTile(writer, tile, positions, measurements, names, classOf?.Invoke(tile));
            if (writer.BytesPending > PendingBytes)
            {
                writer.Flush();
                cancellation.ThrowIfCancellationRequested();
            }
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteTile(Utf8JsonWriter writer, int tile, TilePositions positions, IReadOnlyList<TileMeasurement> measurements, JsonEncodedText[] names, string? className)
    {
        writer.WriteStartObject();
        writer.WriteString("type"u8, "Feature"u8);
        writer.WriteStartObject("geometry"u8);
        writer.WriteString("type"u8, "Polygon"u8);
        writer.WriteStartArray("coordinates"u8);
        WriteSquare(writer, positions.X[tile], positions.Y[tile], positions.TileSize);
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteStartObject("properties"u8);
        writer.WriteString("objectType"u8, "detection"u8);
        if (className is not null)
        {
            writer.WriteStartObject("classification"u8);
            writer.WriteString("name"u8, className);
            writer.WriteEndObject();
        }

        writer.WriteStartObject("measurements"u8);
        for (int i = 0; i < names.Length; i++)
        {
            double value = measurements[i].Values.Span[tile];
            if (double.IsFinite(value))
            {
                writer.WriteNumber(names[i], value);
            }
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    // Clockwise on the screen, where y grows downwards: counter-clockwise in the sense of RFC 7946 does not matter to pixels.
    private static void WriteSquare(Utf8JsonWriter writer, double x, double y, double side)
    {
        writer.WriteStartArray();
        WritePoint(writer, x, y);
        WritePoint(writer, x + side, y);
        WritePoint(writer, x + side, y + side);
        WritePoint(writer, x, y + side);
        WritePoint(writer, x, y);
        writer.WriteEndArray();
    }

    private static void WritePoint(Utf8JsonWriter writer, double x, double y)
    {
        writer.WriteStartArray();
        writer.WriteNumberValue(x);
        writer.WriteNumberValue(y);
        writer.WriteEndArray();
    }
}
