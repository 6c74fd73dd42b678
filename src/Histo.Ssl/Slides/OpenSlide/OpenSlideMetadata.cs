using System.Globalization;

namespace Histo.Ssl.Slides.OpenSlide;

/// <summary>What OpenSlide says of an open slide, read once.</summary>
internal sealed record OpenSlideMetadata(
    SlideLevel[] Levels,
    IReadOnlyDictionary<string, string> Properties,
    string[] AssociatedImageNames,
    PixelRectangle Content,
    uint Background)
{
    private const uint White = 0xFFFFFF;

    /// <exception cref="HistoException">HS1002: too large. HS1003: OpenSlide reports an error.</exception>
    public static unsafe OpenSlideMetadata Read(OpenSlideHandle handle, string path)
    {
        nint slide = handle.DangerousGetHandle();
        var levels = new SlideLevel[Math.Max(OpenSlideNative.GetLevelCount(slide), 0)];
        for (int level = 0; level < levels.Length; level++)
        {
            OpenSlideNative.GetLevelDimensions(slide, level, out long width, out long height);
            if (width is < 1 or > int.MaxValue || height is < 1 or > int.MaxValue)
            {
                throw new HistoException(
                    ErrorCodes.SlideUnsupported,
                    "a level of the slide is empty or too large",
                    where: $"{path}, level {level}",
                    seen: $"{width} x {height} pixels",
                    wanted: $"1 to {int.MaxValue} pixels along each side");
            }

            levels[level] = new SlideLevel((int)width, (int)height, OpenSlideNative.GetLevelDownsample(slide, level));
        }

        var properties = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string name in OpenSlideNative.Texts(OpenSlideNative.GetPropertyNames(slide)))
        {
            properties[name] = OpenSlideNative.Text(OpenSlideNative.GetPropertyValue(slide, name)) ?? "";
        }

        string[] associated = OpenSlideNative.Texts(OpenSlideNative.GetAssociatedImageNames(slide));
        string? error = OpenSlideNative.Text(OpenSlideNative.GetError(slide));
        if (error is not null || levels.Length == 0)
        {
            throw new HistoException(ErrorCodes.SlideDamaged, "OpenSlide cannot describe the slide", where: path, seen: error ?? "no levels");
        }

        return new OpenSlideMetadata(levels, properties, associated, ContentOf(levels[0], properties), BackgroundOf(properties));
    }

    private static PixelRectangle ContentOf(SlideLevel canvas, Dictionary<string, string> properties)
    {
        if (Bound(properties, "x") is not { } x || Bound(properties, "y") is not { } y
            || Bound(properties, "width") is not { } width || Bound(properties, "height") is not { } height)
        {
            return new PixelRectangle(0, 0, canvas.Width, canvas.Height);
        }

        long left = Math.Clamp(x, 0, canvas.Width), top = Math.Clamp(y, 0, canvas.Height);
        long right = Math.Clamp(x + width, 0, canvas.Width), bottom = Math.Clamp(y + height, 0, canvas.Height);
        return right > left && bottom > top
            ? new PixelRectangle((int)left, (int)top, (int)(right - left), (int)(bottom - top))
            : new PixelRectangle(0, 0, canvas.Width, canvas.Height);
    }

    private static long? Bound(Dictionary<string, string> properties, string name) =>
        int.TryParse(properties.GetValueOrDefault("openslide.bounds-" + name), NumberStyles.Integer, CultureInfo.InvariantCulture, out int value) ? value : null;

    private static uint BackgroundOf(Dictionary<string, string> properties) =>
        uint.TryParse(properties.GetValueOrDefault("openslide.background-color"), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint colour)
            ? colour & White
            : White;
}
