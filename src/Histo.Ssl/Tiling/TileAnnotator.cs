using Histo.Ssl.Slides;

namespace Histo.Ssl.Tiling;

/// <summary>Labels the tiles of one slide by the annotations of its parts.</summary>
internal sealed class TileAnnotator
{
    private readonly (PixelRectangle Place, Annotation Annotation, int[] Classes)[] _parts;
    private readonly double[] _own, _areas;

    private TileAnnotator(List<(PixelRectangle Place, Annotation Annotation)> parts)
    {
        ClassNames = [.. parts.SelectMany(part => part.Annotation.ClassNames).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        _parts = [.. parts.Select(part => (part.Place, part.Annotation, part.Annotation.ClassNames.Select(name => Array.IndexOf(ClassNames, name)).ToArray()))];
        _own = new double[parts.Max(part => part.Annotation.ClassNames.Count)];
        _areas = new double[ClassNames.Length];
    }

    /// <summary>Names of all classes of the slide, sorted.</summary>
    public string[] ClassNames { get; }

    /// <summary>Loads the annotations of a slide; null when it has none.</summary>
    /// <exception cref="HistoException">HS1011: a file cannot be used; names the slide.</exception>
    public static TileAnnotator? Load(ManifestSlide slide, ISlide open)
    {
        var parts = new List<(PixelRectangle, Annotation)>();
        foreach (ManifestPart part in slide.Parts)
        {
            if (part.Annotation is { } path)
            {
                PixelRectangle place = PlaceOf(slide, part, open);
                try
                {
                    parts.Add((place, Annotation.Load(path, place.Width, place.Height)));
                }
                catch (HistoException error) when (error.Code == ErrorCodes.BadAnnotation)
                {
                    throw new HistoException(error.Code, error.What, $"slide {slide.SlideId}, {error.Where}", error.Seen, error.Wanted, error.Action, error);
                }
            }
        }

        return parts.Count == 0 ? null : new TileAnnotator(parts);
    }

    /// <summary>Measures a tile.</summary>
    /// <returns>
    /// Its marked share and its class by majority of area (-1 where more is unmarked). NaN and -1 for a tile that does not lie fully over annotated parts: nobody knows what it is.
    /// </returns>
    public (float Share, short Class) Label(double left, double top, double extent)
    {
        Array.Clear(_areas);
        double annotated = 0, marked = 0, whole = extent * extent;
        foreach ((PixelRectangle place, Annotation annotation, int[] classes) in _parts)
        {
            double x0 = Math.Max(left, place.X), x1 = Math.Min(left + extent, place.Right), y0 = Math.Max(top, place.Y), y1 = Math.Min(top + extent, place.Bottom);
            if (x0 < x1 && y0 < y1)
            {
                annotated += (x1 - x0) * (y1 - y0);
                Span<double> own = _own.AsSpan(0, classes.Length);
                marked += annotation.Measure(x0 - place.X, y0 - place.Y, x1 - x0, y1 - y0, own);
                for (int index = 0; index < classes.Length; index++)
                {
                    _areas[classes[index]] += own[index];
                }
            }
        }

        if (annotated < whole * (1 - 1e-6))
        {
            return (float.NaN, -1);
        }

        int best = 0;
        for (int index = 1; index < _areas.Length; index++)
        {
            best = _areas[index] > _areas[best] ? index : best;
        }

        return ((float)Math.Clamp(marked / whole, 0, 1), _areas[best] > 0 && _areas[best] >= whole - marked ? (short)best : (short)-1);
    }

    private static PixelRectangle PlaceOf(ManifestSlide slide, ManifestPart part, ISlide open)
    {
        if (slide.Parts.Count > 1 || part.OffsetX != 0 || part.OffsetY != 0)
        {
            foreach (PixelRectangle region in open.ContentRegions)
            {
                if (region.X == part.OffsetX && region.Y == part.OffsetY)
                {
                    return region;
                }
            }
        }

        return new PixelRectangle(0, 0, open.Levels[0].Width, open.Levels[0].Height);
    }
}
