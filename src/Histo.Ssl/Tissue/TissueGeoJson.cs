using System.Text.Json;

namespace Histo.Ssl.Tissue;

/// <summary>Writes the contours of a mask as GeoJSON that QuPath opens.</summary>
public static class TissueGeoJson
{
    /// <summary>Writes one feature collection: a polygon for each piece of tissue, in level-0 pixels, class "Tissue".</summary>
    /// <param name="stream">Receives UTF-8.</param>
    /// <param name="mask">The mask.</param>
    public static void Write(Stream stream, TissueMask mask)
    {
        ArgumentNullException.ThrowIfNull(mask);
        using var json = new Utf8JsonWriter(stream);
        json.WriteStartObject();
        json.WriteString("type", "FeatureCollection");
        json.WriteStartArray("features");
        foreach (TissueContour contour in mask.Contours())
        {
            json.WriteStartObject();
            json.WriteString("type", "Feature");
            json.WriteStartObject("geometry");
            json.WriteString("type", "Polygon");
            json.WriteStartArray("coordinates");
            WriteRing(json, contour.Outer);
            foreach (IReadOnlyList<(double X, double Y)> hole in contour.Holes)
            {
                WriteRing(json, hole);
            }

            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteStartObject("properties");
            json.WriteString("objectType", "annotation");
            json.WriteStartObject("classification");
            json.WriteString("name", "Tissue");
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteRing(Utf8JsonWriter json, IReadOnlyList<(double X, double Y)> ring)
    {
        json.WriteStartArray();
        for (int i = 0; i <= ring.Count; i++)
        {
            // GeoJSON repeats the first corner at the end.
            (double x, double y) = ring[i % ring.Count];
            json.WriteStartArray();
            json.WriteNumberValue(x);
            json.WriteNumberValue(y);
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }
}
