using System.Globalization;

namespace Histo.Ssl.Slides.Tiff;

/// <summary>What a file says of itself, under the names that OpenSlide uses.</summary>
internal static class TiffProperties
{
    /// <summary>Property that lists the directories which are neither a level nor an associated image.</summary>
    public const string LeftOut = "histo.left-out-directories";

    public static SortedDictionary<string, string> Collect(TiffLayout layout, IReadOnlyList<SlideLevel> levels)
    {
        TiffDirectory first = layout.Levels[0];
        var properties = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["openslide.vendor"] = layout.Vendor };
        properties["openslide.level-count"] = Text(levels.Count);
        for (int i = 0; i < levels.Count; i++)
        {
            properties[$"openslide.level[{i}].width"] = Text(levels[i].Width);
            properties[$"openslide.level[{i}].height"] = Text(levels[i].Height);
            properties[$"openslide.level[{i}].downsample"] = Text(levels[i].Downsample);
            if (layout.Levels[i].IsTiled)
            {
                properties[$"openslide.level[{i}].tile-width"] = Text(layout.Levels[i].TileWidth);
                properties[$"openslide.level[{i}].tile-height"] = Text(layout.Levels[i].TileHeight);
            }
        }

        foreach ((string name, string text) in first.Texts)
        {
            properties["tiff." + name] = text;
        }

        AddResolution(properties, first);
        if (first.Description is { Length: > 0 } description)
        {
            properties["openslide.comment"] = description;
            if (layout.Vendor == TiffLayout.AperioVendor)
            {
                AddAperio(properties, description);
            }
        }

        if (layout.LeftOut.Count > 0)
        {
            properties[LeftOut] = string.Join("; ", layout.LeftOut);
        }

        return properties;
    }

    private static void AddResolution(SortedDictionary<string, string> properties, TiffDirectory first)
    {
        properties["tiff.ResolutionUnit"] = first.ResolutionUnit switch { 1 => "none", 2 => "inch", 3 => "centimeter", _ => "unknown" };
        if (first.XResolution is { } x)
        {
            properties["tiff.XResolution"] = Text(x);
        }

        if (first.YResolution is { } y)
        {
            properties["tiff.YResolution"] = Text(y);
        }
    }

    private static void AddAperio(SortedDictionary<string, string> properties, string description)
    {
        foreach ((string key, string value) in AperioDescription.Pairs(description))
        {
            properties["aperio." + key] = value;
        }

        if (ResolutionRules.Number(properties.GetValueOrDefault("aperio.MPP")) is { } mpp)
        {
            properties["openslide.mpp-x"] = properties["openslide.mpp-y"] = Text(mpp);
        }

        if (ResolutionRules.Number(properties.GetValueOrDefault("aperio.AppMag")) is { } power)
        {
            properties["openslide.objective-power"] = Text(power);
        }
    }

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}
