using System.Globalization;

namespace Histo.Ssl.Slides;

/// <summary>Finds the size of a level-0 pixel among what a file says, best source first.</summary>
internal static class ResolutionRules
{
    private const double MicronsPerInch = 25400, MicronsPerCentimeter = 10000;

    /// <summary>Returns the first plausible value; the first of all, to be reported, when none is plausible; null when there is none.</summary>
    /// <param name="given">The caller's value, which is taken as it is.</param>
    /// <param name="properties">Properties with OpenSlide's names.</param>
    /// <exception cref="HistoException">HS0001: the caller's value is absurd.</exception>
    public static SlideResolution? Find(double? given, IReadOnlyDictionary<string, string> properties)
    {
        if (given is { } mpp)
        {
            var resolution = new SlideResolution(mpp, mpp, ResolutionSource.Override);
            return resolution.IsPlausible
                ? resolution
                : throw new HistoException(
                    ErrorCodes.InvalidOption,
                    "microns per pixel are absurd",
                    where: nameof(SlideOpenOptions.Mpp),
                    seen: mpp,
                    wanted: FormattableString.Invariant($"{SlideResolution.Smallest} to {SlideResolution.Largest}"));
        }

        SlideResolution?[] found = [FromVendor(properties), FromTiff(properties), FromObjective(properties)];
        return Array.Find(found, value => value is { IsPlausible: true }) ?? Array.Find(found, value => value is not null);
    }

    /// <summary>Reads a positive number; a single comma counts as the decimal point, because the locale of scanner software leaks into files.</summary>
    public static double? Number(string? text)
    {
        if (text is null)
        {
            return null;
        }

        string canonical = text.Contains('.', StringComparison.Ordinal) ? text : text.Replace(',', '.');
        return double.TryParse(canonical, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value) && value > 0 ? value : null;
    }

    private static SlideResolution? FromVendor(IReadOnlyDictionary<string, string> properties) =>
        Both(properties, "openslide.mpp-x", "openslide.mpp-y", value => value, ResolutionSource.VendorProperty);

    private static SlideResolution? FromTiff(IReadOnlyDictionary<string, string> properties)
    {
        double? unit = properties.GetValueOrDefault("tiff.ResolutionUnit") switch
        {
            "inch" => MicronsPerInch,
            "centimeter" => MicronsPerCentimeter,
            _ => null,
        };
        return unit is { } microns
            ? Both(properties, "tiff.XResolution", "tiff.YResolution", pixels => microns / pixels, ResolutionSource.TiffResolution)
            : null;
    }

    private static SlideResolution? FromObjective(IReadOnlyDictionary<string, string> properties) =>
        Number(properties.GetValueOrDefault("openslide.objective-power")) is { } power
            ? new SlideResolution(10 / power, 10 / power, ResolutionSource.ObjectivePower)
            : null;

    private static SlideResolution? Both(IReadOnlyDictionary<string, string> properties, string nameX, string nameY, Func<double, double> convert, ResolutionSource source)
    {
        double? x = Number(properties.GetValueOrDefault(nameX)), y = Number(properties.GetValueOrDefault(nameY));
        return (x ?? y) is { } mppX && (y ?? x) is { } mppY ? new SlideResolution(convert(mppX), convert(mppY), source) : null;
    }
}
