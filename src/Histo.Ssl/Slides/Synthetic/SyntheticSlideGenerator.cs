namespace Histo.Ssl.Slides.Synthetic;

/// <summary>Makes pyramidal slides that look like H&amp;E-stained tissue and whose regions are known exactly.</summary>
/// <remarks>
/// A slide has islands of tissue on white glass. Each island is divided into contiguous regions of a few classes that differ in their nuclei (density, size,
/// shape, arrangement) while their mean colour is nearly the same; the colours of both stains differ from slide to slide. So a tile's class shows in its
/// texture, neighbours mostly share it, and colour tells the slide rather than the class. See docs/synthetic-slides.md.
/// A slide is a pure function of (<see cref="SyntheticSlideOptions.Seed"/>, its number): equal on every machine and for any number of threads.
/// </remarks>
public sealed class SyntheticSlideGenerator
{
    private readonly SyntheticSlideOptions _options;

    /// <summary>Creates a generator.</summary>
    /// <param name="options">Settings; null for the defaults.</param>
    /// <exception cref="HistoException">HS0001: a setting lies outside its range.</exception>
    public SyntheticSlideGenerator(SyntheticSlideOptions? options = null)
    {
        _options = options ?? new SyntheticSlideOptions();
        Require(_options.Width is >= 256 and <= 200_000, nameof(_options.Width), _options.Width, "256 to 200000");
        Require(_options.Height is >= 256 and <= 200_000, nameof(_options.Height), _options.Height, "256 to 200000");
        Require(_options.Mpp is >= 0.2 and <= 2, nameof(_options.Mpp), _options.Mpp, "0.2 to 2");
        Require(_options.RegionSize is >= 64 and <= 8192, nameof(_options.RegionSize), _options.RegionSize, "64 to 8192");
        Require(_options.StainVariation is >= 0 and <= 3, nameof(_options.StainVariation), _options.StainVariation, "0 to 3");
        Require(_options.Noise is >= 0 and <= 20, nameof(_options.Noise), _options.Noise, "0 to 20");
    }

    /// <summary>Lays out one slide. Its pixels are made when they are read.</summary>
    /// <param name="slide">Number of the slide, 0 or more.</param>
    public SyntheticSlide Create(int slide)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(slide);
        return new SyntheticSlide(_options, slide);
    }

    private static void Require(bool holds, string what, object seen, string wanted)
    {
        if (!holds)
        {
            throw new HistoException(ErrorCodes.InvalidOption, "a setting of the synthetic slides lies outside its range", where: what, seen: seen, wanted: wanted);
        }
    }
}
