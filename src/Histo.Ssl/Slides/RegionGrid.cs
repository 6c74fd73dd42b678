using Histo.Ssl.Randomness;

namespace Histo.Ssl.Slides;

/// <summary>The regions of a level that an inspection reads: all of the level, or a sample of what holds image data.</summary>
internal sealed class RegionGrid
{
    private const int Step = 240;
    private const ulong SampleSeed = 240;

    private readonly PixelRectangle[] _areas;
    private readonly long[] _ends;
    private readonly Permutation? _sample;

    /// <summary>Plans the regions of a level.</summary>
    /// <param name="slide">The slide.</param>
    /// <param name="level">The level.</param>
    /// <param name="sampled">Number of regions to sample; null for all.</param>
    public RegionGrid(ISlide slide, int level, int? sampled)
    {
        SlideLevel size = slide.Levels[level];
        Level = level;
        _areas = sampled is null
            ? [new PixelRectangle(0, 0, size.Width, size.Height)]
            : [.. slide.ContentRegions.Select(content => InLevel(content, size))];
        _ends = new long[_areas.Length];
        long total = 0;
        for (int area = 0; area < _areas.Length; area++)
        {
            _ends[area] = total += Steps(_areas[area].Width) * Steps(_areas[area].Height);
        }

        Count = Math.Min(sampled ?? total, total);
        _sample = sampled is not null && total > 0 ? new Permutation((int)Math.Min(total, int.MaxValue), SampleSeed, level) : null;
    }

    /// <summary>Gets the level.</summary>
    public int Level { get; }

    /// <summary>Gets the number of regions.</summary>
    public long Count { get; }

    /// <summary>Gets a region in pixels of the level.</summary>
    public PixelRectangle this[long index]
    {
        get
        {
            long cell = _sample is { } order ? order[(int)index] : index;
            int found = Array.BinarySearch(_ends, cell + 1);
            int at = found >= 0 ? found : ~found;
            PixelRectangle area = _areas[at];
            long inside = cell - (at == 0 ? 0 : _ends[at - 1]), columns = Steps(area.Width);
            int x = (int)(inside % columns) * Step, y = (int)(inside / columns) * Step;
            return new PixelRectangle(area.X + x, area.Y + y, Math.Min(Step, area.Width - x), Math.Min(Step, area.Height - y));
        }
    }

    private static long Steps(int length) => (length + Step - 1L) / Step;

    private static PixelRectangle InLevel(PixelRectangle content, SlideLevel level)
    {
        int left = Math.Min((int)(content.X / level.Downsample), level.Width - 1), top = Math.Min((int)(content.Y / level.Downsample), level.Height - 1);
        int right = Math.Clamp((int)(content.Right / level.Downsample), left + 1, level.Width);
        int bottom = Math.Clamp((int)(content.Bottom / level.Downsample), top + 1, level.Height);
        return new PixelRectangle(left, top, right - left, bottom - top);
    }
}
