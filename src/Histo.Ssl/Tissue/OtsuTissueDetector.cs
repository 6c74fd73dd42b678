using Histo.Ssl.Slides;

namespace Histo.Ssl.Tissue;

/// <summary>Tissue by a threshold on a low-resolution picture of the slide: Otsu on saturation by default.</summary>
/// <remarks>
/// <para>
/// Otsu's threshold always cuts in two, also where there is nothing to cut: a field full of tissue, or empty glass. Its cut is believed only where the histogram has two groups
/// (separability of 0.7 or more; one Gaussian has 0.64) and the lower one looks like glass (mean saturation up to 0.15, mean brightness 0.75 or more). Otherwise
/// <see cref="TissueOptions.Threshold"/> applies: a field of stained tissue is then all tissue, and empty glass holds none.
/// </para>
/// <para>Then: median filter, closing, filling of small holes, dropping of small pieces. Pixels outside <see cref="ISlide.ContentRegions"/> and pixels that cannot be decoded are never tissue.</para>
/// </remarks>
public sealed class OtsuTissueDetector : ITissueDetector
{
    /// <summary>Brightness above which a pixel is glass when <see cref="TissueMethod.OtsuGrey"/> sees no two groups.</summary>
    internal const int GlassGrey = 217;

    private const double Separability = 0.7, GlassSaturation = 0.15 * 255, GlassBrightness = 0.75 * 255;

    // Darker pixels have no meaningful saturation.
    private const int Darkest = 25;
    private readonly TissueOptions _options;

    /// <summary>Creates a detector.</summary>
    /// <param name="options">Settings; null for the defaults. Read now: later changes have no effect.</param>
    /// <exception cref="HistoException">HS0001: a setting lies outside its range.</exception>
    public OtsuTissueDetector(TissueOptions? options = null)
    {
        options ??= new TissueOptions();
        options.Validate();
        _options = new TissueOptions
        {
            Method = options.Method,
            Mpp = options.Mpp,
            Threshold = options.Threshold,
            ExcludeInk = options.ExcludeInk,
            SmoothingRadius = options.SmoothingRadius,
            ClosingRadius = options.ClosingRadius,
            MaxHoleArea = options.MaxHoleArea,
            MinTissueArea = options.MinTissueArea,
        };
    }

    /// <inheritdoc/>
    public string Description => _options.Describe();

    /// <inheritdoc/>
    public TissueMask Detect(ISlide slide, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(slide);
        TissuePicture picture = TissuePicture.Plan(slide, _options.Mpp);
        SlideLevel full = slide.Levels[0];
        if (_options.Method == TissueMethod.None)
        {
            return new TissueMask(picture.Width, picture.Height, picture.Downsample, full.Width, full.Height, picture.Content) { ContentPixels = picture.ContentPixels };
        }

        picture.Read(cancellationToken);
        byte[] values = _options.Method == TissueMethod.OtsuGrey ? Darkness(picture) : Saturation(picture);
        int threshold = Threshold(picture, values);
        var tissue = new bool[values.Length];
        for (int at = 0; at < tissue.Length; at++)
        {
            tissue[at] = picture.Content[at] && values[at] > threshold && !IsInk(picture, at);
        }

        return new TissueMask(picture.Width, picture.Height, picture.Downsample, full.Width, full.Height, Clean(tissue, picture))
        {
            Threshold = threshold / 255.0,
            ContentPixels = picture.ContentPixels,
            UnreadableShare = picture.ContentPixels == 0 ? 0 : (double)picture.Unreadable / picture.ContentPixels,
        };
    }

    private bool[] Clean(bool[] tissue, TissuePicture picture)
    {
        (int width, int height, double area) = (picture.Width, picture.Height, picture.Mpp * picture.Mpp);
        int median = (int)Math.Round(_options.SmoothingRadius / picture.Mpp), closing = (int)Math.Round(_options.ClosingRadius / picture.Mpp);
        tissue = median > 0 ? MaskMorphology.Median(tissue, width, height, median) : tissue;
        tissue = closing > 0 ? MaskMorphology.Close(tissue, width, height, closing) : tissue;
        MaskMorphology.FillHoles(tissue, width, height, _options.MaxHoleArea / area);

        // Filters may spill over the edge of the content.
        for (int at = 0; at < tissue.Length; at++)
        {
            tissue[at] &= picture.Content[at];
        }

        MaskMorphology.DropSmall(tissue, width, height, _options.MinTissueArea / area);
        return tissue;
    }

    private int Threshold(TissuePicture picture, byte[] values)
    {
        bool grey = _options.Method == TissueMethod.OtsuGrey;
        int fallback = grey ? 255 - GlassGrey : (int)Math.Round(_options.Threshold * 255);
        if (_options.Method == TissueMethod.FixedSaturation)
        {
            return fallback;
        }

        var histogram = new long[256];
        for (int at = 0; at < values.Length; at++)
        {
            histogram[values[at]] += picture.Content[at] ? 1 : 0;
        }

        Otsu otsu = Otsu.Of(histogram);
        if (otsu.Separability < Separability)
        {
            return fallback;
        }

        bool glass = grey
            ? otsu.LowerMean <= 255 - GlassBrightness
            : otsu.LowerMean <= GlassSaturation && LowerBrightness(picture, values, otsu.Threshold) >= GlassBrightness;
        return glass ? otsu.Threshold : fallback;
    }

    private static double LowerBrightness(TissuePicture picture, byte[] values, int threshold)
    {
        long sum = 0, count = 0;
        for (int at = 0; at < values.Length; at++)
        {
            if (picture.Content[at] && values[at] <= threshold)
            {
                sum += Math.Max(picture.Rgb[3 * at], Math.Max(picture.Rgb[(3 * at) + 1], picture.Rgb[(3 * at) + 2]));
                count++;
            }
        }

        return count == 0 ? 0 : (double)sum / count;
    }

    private bool IsInk(TissuePicture picture, int at) =>
        _options.ExcludeInk && PenMarks.IsInk(picture.Rgb[3 * at], picture.Rgb[(3 * at) + 1], picture.Rgb[(3 * at) + 2]);

    private static byte[] Saturation(TissuePicture picture)
    {
        var values = new byte[picture.Content.Length];
        for (int at = 0; at < values.Length; at++)
        {
            int red = picture.Rgb[3 * at], green = picture.Rgb[(3 * at) + 1], blue = picture.Rgb[(3 * at) + 2];
            int most = Math.Max(red, Math.Max(green, blue)), least = Math.Min(red, Math.Min(green, blue));
            values[at] = most < Darkest ? (byte)0 : (byte)((((most - least) * 510) + most) / (2 * most));
        }

        return values;
    }

    private static byte[] Darkness(TissuePicture picture)
    {
        var values = new byte[picture.Content.Length];
        for (int at = 0; at < values.Length; at++)
        {
            values[at] = (byte)(255 - (((299 * picture.Rgb[3 * at]) + (587 * picture.Rgb[(3 * at) + 1]) + (114 * picture.Rgb[(3 * at) + 2]) + 500) / 1000));
        }

        return values;
    }
}
