using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using NetTopologySuite.Features;
using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Prepared;
using NetTopologySuite.Geometries.Utilities;
using NetTopologySuite.IO.Converters;
using NetTopologySuite.Operation.Union;

namespace Histo.Ssl.Tiling;

/// <summary>Polygons in level-0 pixels, as QuPath and others write them: a feature, a feature collection, or a list of features.</summary>
/// <remarks>
/// Polygons and multipolygons count, with their holes; points and lines are ignored, and so are objects that QuPath calls detection, cell or tile: they were found by software, not drawn. The class is the feature's <c>classification.name</c> (also as text in "classification" or "name").
/// Self-intersecting outlines are mended. Shapes of one class are united first, so that overlaps count once. Areas are exact.
/// </remarks>
internal sealed class GeoJsonAnnotation : Annotation
{
    // The resolver is named so that applications which turn reflection in JSON off can read annotations too.
    private static readonly JsonSerializerOptions Json = new() { Converters = { new GeoJsonConverterFactory() }, TypeInfoResolver = new DefaultJsonTypeInfoResolver() };
    private readonly string[] _names;
    private readonly MarkedRegion[] _classes;
    private readonly MarkedRegion _all;

    public GeoJsonAnnotation(string path)
    {
        var shapes = new SortedDictionary<string, List<Geometry>>(StringComparer.Ordinal);
        try
        {
            foreach (IFeature feature in Features(path))
            {
                if (feature.Geometry is { IsEmpty: false, Dimension: Dimension.Surface } geometry && IsDrawn(feature.Attributes))
                {
                    string name = ClassName(feature.Attributes);
                    if (!shapes.TryGetValue(name, out List<Geometry>? own))
                    {
                        shapes.Add(name, own = []);
                    }

                    own.Add(geometry.IsValid ? geometry : GeometryFixer.Fix(geometry));
                }
            }

            Geometry[] united = [.. shapes.Values.Select(own => UnaryUnionOp.Union(own))];
            _names = shapes.Count == 0 ? [Unnamed] : [.. shapes.Keys];
            _classes = [.. united.Select(each => new MarkedRegion(each))];
            _all = _classes.Length == 1 ? _classes[0] : new MarkedRegion(united.Length == 0 ? new GeometryFactory().CreatePolygon() : UnaryUnionOp.Union(united));
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or ArgumentException or InvalidOperationException or FormatException or NotSupportedException or TopologyException)
        {
            throw Bad(path, "the GeoJSON cannot be understood", error.Message, "features with polygons in level-0 pixels", error);
        }
    }

    public override IReadOnlyList<string> ClassNames => _names;

    public override double Measure(double left, double top, double width, double height, Span<double> areas)
    {
        areas.Clear();
        var tile = new Envelope(left, left + width, top, top + height);
        for (int index = 0; index < _classes.Length; index++)
        {
            areas[index] = _classes[index].AreaWithin(tile);
        }

        return _classes.Length == 1 ? areas[0] : _all.AreaWithin(tile);
    }

    private static List<IFeature> Features(string path)
    {
        using Stream text = OpenPlain(path);
        using JsonDocument document = JsonDocument.Parse(text);
        var features = new List<IFeature>();
        Collect(document.RootElement, features);
        return features;
    }

    private static void Collect(JsonElement element, List<IFeature> features)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement each in element.EnumerateArray())
            {
                Collect(each, features);
            }

            return;
        }

        string? type = element.GetProperty("type").GetString();
        if (type == "FeatureCollection")
        {
            Collect(element.GetProperty("features"), features);
        }
        else if (type == "Feature")
        {
            features.Add(element.Deserialize<IFeature>(Json)!);
        }
        else
        {
            features.Add(new Feature(element.Deserialize<Geometry>(Json), null));
        }
    }

    private static bool IsDrawn(IAttributesTable? attributes) => attributes?.GetOptionalValue("objectType") is not ("detection" or "cell" or "tile");

    private static string ClassName(IAttributesTable? attributes)
    {
        object? value = attributes is null ? null : attributes.GetOptionalValue("classification") ?? attributes.GetOptionalValue("name");
        return (value is IAttributesTable nested ? nested.GetOptionalValue("name") : value) as string is { Length: > 0 } name ? name : Unnamed;
    }

    /// <summary>One united shape, with its outline kept as rings of coordinates.</summary>
    private sealed class MarkedRegion(Geometry geometry)
    {
        private readonly IPreparedGeometry _prepared = PreparedGeometryFactory.Prepare(geometry);
        private readonly Polygon[] _polygons = [.. Enumerable.Range(0, geometry.NumGeometries).Select(geometry.GetGeometryN).OfType<Polygon>()];

        public double AreaWithin(Envelope tile)
        {
            if (!geometry.EnvelopeInternal.Intersects(tile))
            {
                return 0;
            }

            Geometry square = geometry.Factory.ToGeometry(tile);
            return !_prepared.Intersects(square) ? 0 : _prepared.Covers(square) ? tile.Area : Clip(tile);
        }

        private double Clip(Envelope tile)
        {
            double area = 0;
            foreach (Polygon polygon in _polygons)
            {
                if (polygon.EnvelopeInternal.Intersects(tile))
                {
                    area += ClippedArea.Of(polygon.ExteriorRing.CoordinateSequence, tile);
                    for (int hole = 0; hole < polygon.NumInteriorRings; hole++)
                    {
                        area -= ClippedArea.Of(polygon.GetInteriorRingN(hole).CoordinateSequence, tile);
                    }
                }
            }

            return Math.Clamp(area, 0, tile.Area);
        }
    }
}
