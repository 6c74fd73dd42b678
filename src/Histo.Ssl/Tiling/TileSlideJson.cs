using System.Text.Json;
using Histo.Ssl.Slides;

namespace Histo.Ssl.Tiling;

/// <summary>The slides of a tile set as JSON: for its file and for its hash.</summary>
internal static class TileSlideJson
{
    public static void Write(Utf8JsonWriter json, IEnumerable<TileSlide> slides, Func<string, string> path)
    {
        json.WriteStartArray();
        foreach (TileSlide slide in slides)
        {
            json.WriteStartObject();
            WriteSource(json, slide.Source, path);
            json.WriteString("reader", slide.ReaderName);
            json.WriteNumber("width", slide.Width);
            json.WriteNumber("height", slide.Height);
            if (slide.Resolution is { } resolution)
            {
                json.WriteStartObject("resolution");
                json.WriteNumber("mpp_x", resolution.MppX);
                json.WriteNumber("mpp_y", resolution.MppY);
                json.WriteString("source", resolution.Source.ToString());
                json.WriteEndObject();
            }

            WriteGrid(json, slide.Grid);
            json.WriteStartArray("fingerprints");
            foreach (string fingerprint in slide.Fingerprints)
            {
                json.WriteStringValue(fingerprint);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    public static List<TileSlide> Read(JsonElement slides, Func<string, string> path) => [.. slides.EnumerateArray().Select(slide => ReadSlide(slide, path))];

    private static void WriteSource(Utf8JsonWriter json, ManifestSlide source, Func<string, string> path)
    {
        json.WriteString("slide_id", source.SlideId);
        json.WriteString("patient_id", source.PatientId);
        json.WriteString("label", source.Label);
        json.WriteString("group", source.Group);
        if (source.Site is { } site)
        {
            json.WriteString("site", site);
        }

        if (source.Mpp is { } mpp)
        {
            json.WriteNumber("mpp", mpp);
        }

        json.WriteStartArray("parts");
        foreach (ManifestPart part in source.Parts)
        {
            json.WriteStartObject();
            json.WriteString("path", path(part.FilePath));
            json.WriteNumber("offset_x", part.OffsetX);
            json.WriteNumber("offset_y", part.OffsetY);
            json.WriteString("annotation", part.Annotation is { } annotation ? path(annotation) : null);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteGrid(Utf8JsonWriter json, TileGrid grid)
    {
        json.WriteStartObject("grid");
        json.WriteNumber("origin_x", grid.OriginX);
        json.WriteNumber("origin_y", grid.OriginY);
        json.WriteNumber("columns", grid.Columns);
        json.WriteNumber("rows", grid.Rows);
        json.WriteNumber("tile_size", grid.TileSize);
        json.WriteNumber("stride", grid.Stride);
        json.WriteNumber("mpp", grid.Mpp);
        json.WriteNumber("level", grid.Level);
        json.WriteNumber("scale", grid.Scale);
        json.WriteNumber("resampling", grid.Resampling);
        json.WriteEndObject();
    }

    private static TileSlide ReadSlide(JsonElement json, Func<string, string> path)
    {
        ManifestPart[] parts = [.. json.GetProperty("parts").EnumerateArray().Select(part => new ManifestPart(
            path(part.GetProperty("path").GetString()!),
            part.GetProperty("offset_x").GetInt32(),
            part.GetProperty("offset_y").GetInt32(),
            part.GetProperty("annotation").GetString() is { } annotation ? path(annotation) : null))];
        var source = new ManifestSlide(json.GetProperty("slide_id").GetString()!, parts)
        {
            Mpp = json.TryGetProperty("mpp", out JsonElement mpp) ? mpp.GetDouble() : null,
            PatientId = json.GetProperty("patient_id").GetString(),
            Label = json.GetProperty("label").GetString(),
            Group = json.GetProperty("group").GetString(),
            Site = json.TryGetProperty("site", out JsonElement site) ? site.GetString() : null,
        };
        return new TileSlide(source, json.GetProperty("reader").GetString()!, ReadGrid(json.GetProperty("grid")))
        {
            Width = json.GetProperty("width").GetInt32(),
            Height = json.GetProperty("height").GetInt32(),
            Resolution = json.TryGetProperty("resolution", out JsonElement resolution)
                ? new SlideResolution(
                    resolution.GetProperty("mpp_x").GetDouble(),
                    resolution.GetProperty("mpp_y").GetDouble(),
                    Enum.Parse<ResolutionSource>(resolution.GetProperty("source").GetString()!))
                : null,
            Fingerprints = [.. json.GetProperty("fingerprints").EnumerateArray().Select(each => each.GetString()!)],
        };
    }

    private static TileGrid ReadGrid(JsonElement json) => new()
    {
        OriginX = json.GetProperty("origin_x").GetInt32(),
        OriginY = json.GetProperty("origin_y").GetInt32(),
        Columns = json.GetProperty("columns").GetInt32(),
        Rows = json.GetProperty("rows").GetInt32(),
        TileSize = json.GetProperty("tile_size").GetInt32(),
        Stride = json.GetProperty("stride").GetInt32(),
        Mpp = json.GetProperty("mpp").GetDouble(),
        Level = json.GetProperty("level").GetInt32(),
        Scale = json.GetProperty("scale").GetDouble(),
        Resampling = json.GetProperty("resampling").GetDouble(),
    };
}
