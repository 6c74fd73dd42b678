using System.Runtime.InteropServices;
using System.Text.Json;
using Histo.Ssl.Storage;

namespace Histo.Ssl.Features;

/// <summary>The safetensors form of an <see cref="EmbeddingSet"/>.</summary>
internal static class EmbeddingSetFile
{
    private const string Format = "histo-embeddings-1";
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static void Save(EmbeddingSet set, string path)
    {
        long count = set.Count;
        SafetensorsWriter writer = new SafetensorsWriter()
            .WithMetadata("format", Format)
            .WithMetadata("origin", JsonSerializer.Serialize(set.Origin, Json))
            .WithMetadata("slides", JsonSerializer.Serialize(set.Slides, Json))
            .WithMetadata("unreadable", JsonSerializer.Serialize(set.Unreadable, Json))
            .WithMetadata("label_names", JsonSerializer.Serialize(set.LabelNames, Json))
            .Add("features", ElementType.F32, [count, set.Dimensions], stream => WriteRows(set, stream), set.Features.LongLength)
            .Add<int>("tile", ElementType.I32, set.Tiles, count)
            .Add<int>("slide", ElementType.I32, set.SlideIndex, count)
            .Add<int>("column", ElementType.I32, set.Columns, count)
            .Add<int>("row", ElementType.I32, set.Rows, count)
            .Add<float>("labelled_share", ElementType.F32, set.LabelledShare, count);
        if (set.Labels is not null)
        {
            writer.Add<int>("label", ElementType.I32, set.Labels, count);
        }

        if (set.Content is not null)
        {
            writer.Add<long>("content", ElementType.I64, set.Content, count);
        }

        writer.Save(path);
    }

    public static EmbeddingSet Load(string path)
    {
        using var file = new SafetensorsReader(path);
        if (!file.Metadata.TryGetValue("format", out string? format) || format != Format)
        {
            throw Bad(path, "the file is not an embedding set", format, Format);
        }

        try
        {
            return new EmbeddingSet(
                Text<EmbeddingOrigin>(file, "origin"),
                Text<EmbeddingSlide[]>(file, "slides"),
                file.ReadArray<int>("tile"),
                file.ReadArray<int>("slide"),
                file.ReadArray<int>("column"),
                file.ReadArray<int>("row"),
                file.ReadArray<float>("labelled_share"),
                ReadFeatures(file),
                Text<UnreadableTile[]>(file, "unreadable"),
                file.Entries.ContainsKey("label") ? file.ReadArray<int>("label") : null,
                Text<string[]>(file, "label_names"),
                file.Entries.ContainsKey("content") ? file.ReadArray<long>("content") : null);
        }
        catch (JsonException error)
        {
            throw Bad(path, "the metadata cannot be read", error.Message, null, error);
        }
    }

    private static T Text<T>(SafetensorsReader file, string key) => JsonSerializer.Deserialize<T>(
        file.Metadata.TryGetValue(key, out string? text) ? text : throw Bad(file.FilePath, "the metadata lacks a part", null, key), Json)
        ?? throw Bad(file.FilePath, "a part of the metadata is empty", null, key);

    // A span of bytes ends at 2 GiB: the features go out and come in a row at a time.
    private static void WriteRows(EmbeddingSet set, Stream stream)
    {
        for (int row = 0; row < set.Count; row++)
        {
            stream.Write(MemoryMarshal.AsBytes(set.Feature(row)));
        }
    }

    private static float[] ReadFeatures(SafetensorsReader file)
    {
        TensorEntry entry = file.Entry("features");
        if (entry.Type != ElementType.F32 || entry.Shape.Count != 2 || entry.Count > Array.MaxLength)
        {
            throw Bad(file.FilePath, "the features have another type or shape", $"{entry.Type} [{string.Join(", ", entry.Shape)}]", "F32 (tiles, dimensions)");
        }

        var features = new float[entry.Count];
        const int Part = 1 << 26;
        for (int first = 0; first < features.Length; first += Part)
        {
            Span<byte> part = MemoryMarshal.AsBytes(features.AsSpan(first, Math.Min(Part, features.Length - first)));
            file.Read(entry with { Offset = entry.Offset + ((long)first * sizeof(float)), ByteCount = part.Length }, part);
        }

        return features;
    }

    private static HistoException Bad(string path, string what, object? seen, object? wanted, Exception? inner = null) =>
        new(ErrorCodes.BadEmbeddingSet, what, path, seen, wanted, "Write the file anew with 'histo embed'.", inner);
}
