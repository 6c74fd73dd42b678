using System.Globalization;

namespace Histo.Ssl.Slides.Tiff;

/// <summary>Finds the size of a level-0 pixel.</summary>
internal static class TiffResolution
{
    /// <summary>Best source first: the caller, Aperio's MPP, the resolution tags, 10 / objective power.</summary>
    public static SlideResolution? Find(TiffDirectory first, IReadOnlyDictionary<string, string> properties, double? given)
    {
        if (given is { } mpp)
        {
            return new SlideResolution(mpp, mpp, ResolutionSource.Override);
        }

        if (Number(properties.GetValueOrDefault("aperio.MPP")) is { } vendor)
        {
            return new SlideResolution(vendor, vendor, ResolutionSource.VendorProperty);
        }

        SlideResolution? tags = FromTags(first);
        SlideResolution? power = Number(properties.GetValueOrDefault("aperio.AppMag")) is { } value
            ? new SlideResolution(10 / value, 10 / value, ResolutionSource.ObjectivePower)
            : null;

        // Software that knows no better writes 72 dots an inch: such a value must not hide the objective power.
        return tags is { IsPlausible: false } && power is { IsPlausible: true } ? power : tags ?? power;
    }

    /// <summary>Reads a number above 0, with a point or a comma; null when it is none.</summary>
    public static double? Number(string? text) =>
        double.TryParse(text?.Replace(',', '.'), NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value) && value > 0 ? value : null;

    private static SlideResolution? FromTags(TiffDirectory first)
    {
        double microns = first.ResolutionUnit switch { 2 => 25_400, 3 => 10_000, _ => 0 };
        return microns > 0 && first.XResolution is { } x && first.YResolution is { } y
            ? new SlideResolution(microns / x, microns / y, ResolutionSource.TiffResolution)
            : null;
    }
}
