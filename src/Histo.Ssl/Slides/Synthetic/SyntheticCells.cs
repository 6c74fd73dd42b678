using Histo.Ssl.Randomness;

namespace Histo.Ssl.Slides.Synthetic;

/// <summary>Places the nuclei and glands of a slide. Sizes are in microns and become pixels by the slide's resolution.</summary>
internal sealed class SyntheticCells
{
    private const float GlandSpacing = 66, LargestReach = 60;
    private readonly SyntheticSlideOptions _options;
    private readonly SyntheticRandom _random;
    private readonly SyntheticTissueMap _map;
    private readonly SyntheticFibres _fibres;
    private readonly float _scale;

    public SyntheticCells(SyntheticSlideOptions options, SyntheticRandom random, SyntheticTissueMap map, SyntheticFibres fibres)
    {
        _options = options;
        _random = random;
        _map = map;
        _fibres = fibres;
        _scale = (float)(1 / options.Mpp);
    }

    /// <summary>Collects what touches rows [top, bottom).</summary>
    public void Collect(int top, int bottom, List<SyntheticGland> glands, List<SyntheticNucleus> nuclei)
    {
        float reach = LargestReach * _scale;
        CollectGlands(top - reach, bottom + reach, glands, nuclei);
        CollectScattered(SyntheticTissue.Stroma, 16.5f, top, bottom, [], nuclei);
        CollectScattered(SyntheticTissue.Gland, 13f, top, bottom, glands, nuclei);
        CollectScattered(SyntheticTissue.Tumor, 10.8f, top, bottom, [], nuclei);
        CollectScattered(SyntheticTissue.Lymphocytes, 8.6f, top, bottom, [], nuclei);
    }

    /// <summary>One nucleus in each square of a lattice, shifted at random, where its centre lies in tissue of the class.</summary>
    private void CollectScattered(SyntheticTissue tissue, float spacing, int top, int bottom, List<SyntheticGland> taken, List<SyntheticNucleus> nuclei)
    {
        float step = spacing * _scale, margin = 16 * _scale;
        int columns = (int)(_options.Width / step) + 1;
        int first = Math.Max(0, (int)((top - margin) / step) - 1), last = (int)((bottom + margin) / step) + 1;
        for (int row = first; row <= last; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                float middleX = (column + 0.5f) * step, middleY = (row + 0.5f) * step;
                if (middleX >= _options.Width + step || middleY >= _options.Height + step || !MayHold(tissue, middleX, middleY, step))
                {
                    continue;
                }

                CounterRandom draw = _random.Open(SyntheticStream.Nuclei, HashCodeOf(tissue, row, column));
                float x = middleX + (draw.Uniform(-0.42f, 0.42f) * step), y = middleY + (draw.Uniform(-0.42f, 0.42f) * step);
                if (x >= 0 && y >= 0 && x < _options.Width && y < _options.Height && _map.At(x, y) == tissue && draw.Chance(0.93) && !LiesIn(taken, x, y))
                {
                    nuclei.Add(Make(tissue, x, y, ref draw));
                }
            }
        }
    }

    private static bool LiesIn(List<SyntheticGland> glands, float x, float y)
    {
        foreach (SyntheticGland gland in glands)
        {
            float dx = x - gland.X, dy = y - gland.Y, reach = gland.Radius * (gland.Stretch + 0.15f);
            if ((dx * dx) + (dy * dy) < reach * reach)
            {
                return true;
            }
        }

        return false;
    }

    private bool MayHold(SyntheticTissue tissue, float x, float y, float step)
    {
        float half = step * 0.42f;
        return _map.At(x, y) == tissue || _map.At(x - half, y - half) == tissue || _map.At(x + half, y - half) == tissue
            || _map.At(x - half, y + half) == tissue || _map.At(x + half, y + half) == tissue;
    }

    private SyntheticNucleus Make(SyntheticTissue tissue, float x, float y, ref CounterRandom draw)
    {
        float turn = draw.Uniform(0, MathF.PI);
        switch (tissue)
        {
            case SyntheticTissue.Stroma:
                float along = _fibres.AngleAt(x, y) + (0.2f * (float)draw.NextGaussian());
                return new(x, y, _scale * draw.Uniform(5.5f, 9.5f), _scale * draw.Uniform(1.2f, 1.9f), along, draw.Uniform(1.15f, 1.5f), 0.1f, 0.20f, 0);
            case SyntheticTissue.Gland:
                return new(x, y, _scale * draw.Uniform(3.2f, 4.6f), _scale * draw.Uniform(1.6f, 2.3f), turn, draw.Uniform(1.0f, 1.35f), 0.15f, 0.22f, 0);
            case SyntheticTissue.Tumor:
                float size = _scale * 4.3f * MathF.Exp(0.24f * (float)draw.NextGaussian());
                float clamped = Math.Clamp(size, 2.7f * _scale, 8f * _scale);
                bool bright = draw.Chance(0.75);
                return new(x, y, clamped * draw.Uniform(1.0f, 1.3f), clamped * draw.Uniform(0.78f, 1.0f), turn, draw.Uniform(0.8f, 1.25f), bright ? 0.5f : 0.2f, 0.38f, draw.Chance(0.6) ? _scale * draw.Uniform(0.9f, 1.4f) : 0);
            default:
                float radius = _scale * draw.Uniform(2.6f, 3.25f);
                return new(x, y, radius * draw.Uniform(1.0f, 1.1f), radius, turn, draw.Uniform(1.2f, 1.5f), 0.05f, 0.30f, 0);
        }
    }

    private void CollectGlands(float top, float bottom, List<SyntheticGland> glands, List<SyntheticNucleus> nuclei)
    {
        float step = GlandSpacing * _scale;
        int columns = (int)(_options.Width / step) + 1;
        for (int row = Math.Max(0, (int)(top / step) - 1); row <= (int)(bottom / step) + 1; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                CounterRandom draw = _random.Open(SyntheticStream.Glands, HashCodeOf(SyntheticTissue.Gland, row, column));
                float x = (column + ((row & 1) * 0.5f) + draw.Uniform(0.38f, 0.62f)) * step, y = (row + draw.Uniform(0.38f, 0.62f)) * step;
                float radius = _scale * draw.Uniform(21f, 29f);
                var gland = new SyntheticGland(x, y, radius, radius * draw.Uniform(0.30f, 0.52f), draw.Uniform(1f, 1.3f), draw.Uniform(0, MathF.PI));
                if (y + (radius * 1.3f) >= top && y - (radius * 1.3f) < bottom && LiesInside(gland))
                {
                    glands.Add(gland);
                    AddRing(gland, ref draw, nuclei);
                }
            }
        }
    }

    private bool LiesInside(SyntheticGland gland)
    {
        for (int i = 0; i < 12; i++)
        {
            (float x, float y) = OnRing(gland, i * MathF.PI / 6, 0.95f);
            if (x < 0 || y < 0 || x >= _options.Width || y >= _options.Height || _map.At(x, y) != SyntheticTissue.Gland)
            {
                return false;
            }
        }

        return true;
    }

    private void AddRing(SyntheticGland gland, ref CounterRandom draw, List<SyntheticNucleus> nuclei)
    {
        int count = (int)(2 * MathF.PI * gland.Radius * 0.8f / (_scale * 4.9f));
        for (int i = 0; i < count; i++)
        {
            float angle = ((i + draw.Uniform(-0.25f, 0.25f)) / count) * 2 * MathF.PI;
            (float x, float y) = OnRing(gland, angle, draw.Uniform(0.72f, 0.86f));
            float outward = MathF.Atan2(y - gland.Y, x - gland.X);
            nuclei.Add(new(x, y, _scale * draw.Uniform(3.4f, 4.4f), _scale * draw.Uniform(1.9f, 2.4f), outward, draw.Uniform(1.05f, 1.4f), 0.2f, 0.22f, 0));
        }
    }

    private static (float X, float Y) OnRing(SyntheticGland gland, float angle, float share)
    {
        float u = MathF.Cos(angle) * gland.Radius * share * gland.Stretch, v = MathF.Sin(angle) * gland.Radius * share;
        float cos = MathF.Cos(gland.Angle), sin = MathF.Sin(gland.Angle);
        return (gland.X + (u * cos) - (v * sin), gland.Y + (u * sin) + (v * cos));
    }

    private static int HashCodeOf(SyntheticTissue tissue, int row, int column) => (int)(SmoothNoise.Mix((uint)column, (uint)row, (uint)tissue) & int.MaxValue);
}
