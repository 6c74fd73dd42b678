using Histo.Ssl.Randomness;

namespace Histo.Ssl.Slides.Synthetic;

/// <summary>Which tissue stands where, on a lattice of square cells: every pixel of a cell has the class of the cell.</summary>
internal sealed class SyntheticTissueMap
{
    /// <summary>Side of a cell in pixels, and the downsample of the class mask.</summary>
    public const int Cell = 8;

    private readonly byte[] _classes;

    public SyntheticTissueMap(SyntheticSlideOptions options, SyntheticRandom random)
    {
        Columns = (options.Width + Cell - 1) / Cell;
        Rows = (options.Height + Cell - 1) / Cell;
        _classes = new byte[Columns * Rows];
        DrawRegions(options, random);
        ClearGlass(options, random);
    }

    public int Columns { get; }

    public int Rows { get; }

    public ReadOnlySpan<byte> Classes => _classes;

    public SyntheticTissue At(float x, float y)
    {
        int column = Math.Clamp((int)x / Cell, 0, Columns - 1), row = Math.Clamp((int)y / Cell, 0, Rows - 1);
        return (SyntheticTissue)_classes[(row * Columns) + column];
    }

    /// <summary>A cell belongs to the nearest of randomly shifted sites; noise bends the borders.</summary>
    private void DrawRegions(SyntheticSlideOptions options, SyntheticRandom random)
    {
        int step = options.RegionSize, siteColumns = (options.Width / step) + 3, siteRows = (options.Height / step) + 3;
        CounterRandom draw = random.Open(SyntheticStream.Regions);
        byte[] classes = new byte[siteColumns * siteRows];
        int kinds = options.HasTumor ? 4 : 3;
        for (int i = 0; i < classes.Length; i++)
        {
            // All classes equally often; without tumour the last class takes its place.
            int kind = 1 + (i % kinds);
            classes[i] = (byte)(!options.HasTumor && kind == 3 ? (int)SyntheticTissue.Lymphocytes : kind);
        }

        draw.Shuffle<byte>(classes);
        float[] x = new float[classes.Length], y = new float[classes.Length];
        for (int i = 0; i < classes.Length; i++)
        {
            x[i] = ((i % siteColumns) - 1 + draw.Uniform(0.1f, 0.9f)) * step;
            y[i] = ((i / siteColumns) - 1 + draw.Uniform(0.1f, 0.9f)) * step;
        }

        var bendX = new SmoothNoise(draw.NextUInt32(), Math.Max(1, step / 3));
        var bendY = new SmoothNoise(draw.NextUInt32(), Math.Max(1, step / 3));
        for (int row = 0; row < Rows; row++)
        {
            for (int column = 0; column < Columns; column++)
            {
                float px = (column + 0.5f) * Cell, py = (row + 0.5f) * Cell;
                float qx = px + (0.2f * step * bendX.At(px, py)), qy = py + (0.2f * step * bendY.At(px, py));
                int site = Nearest(x, y, qx, qy, (int)MathF.Floor(qx / step) + 1, (int)MathF.Floor(qy / step) + 1, siteColumns, siteRows);
                _classes[(row * Columns) + column] = classes[site];
            }
        }
    }

    private static int Nearest(float[] x, float[] y, float px, float py, int column, int row, int columns, int rows)
    {
        int best = 0;
        float nearest = float.MaxValue;
        for (int r = Math.Max(0, row - 2); r <= Math.Min(rows - 1, row + 2); r++)
        {
            for (int c = Math.Max(0, column - 2); c <= Math.Min(columns - 1, column + 2); c++)
            {
                int i = (r * columns) + c;
                float distance = ((x[i] - px) * (x[i] - px)) + ((y[i] - py) * (y[i] - py));
                if (distance < nearest)
                {
                    (nearest, best) = (distance, i);
                }
            }
        }

        return best;
    }

    /// <summary>Tissue is where one of a few ellipses with a ragged border lies; the rest is glass.</summary>
    private void ClearGlass(SyntheticSlideOptions options, SyntheticRandom random)
    {
        CounterRandom draw = random.Open(SyntheticStream.Islands);
        int count = 1 + draw.Next(3);
        Span<(float X, float Y, float A, float B, float Cos, float Sin)> islands = stackalloc (float, float, float, float, float, float)[count];
        bool wide = options.Width >= options.Height;
        for (int i = 0; i < count; i++)
        {
            float along = (i + 0.5f + draw.Uniform(-0.08f, 0.08f)) / count, across = draw.Uniform(0.45f, 0.55f), angle = draw.Uniform(-0.4f, 0.4f);
            float length = (wide ? options.Width : options.Height) / (float)count, breadth = wide ? options.Height : options.Width;
            float a = length * draw.Uniform(0.40f, 0.48f), b = breadth * draw.Uniform(0.38f, 0.46f);
            islands[i] = wide
                ? (along * options.Width, across * options.Height, a, b, MathF.Cos(angle), MathF.Sin(angle))
                : (across * options.Width, along * options.Height, b, a, MathF.Cos(angle), MathF.Sin(angle));
        }

        int size = Math.Min(options.Width, options.Height);
        var coarse = new SmoothNoise(draw.NextUInt32(), Math.Max(8, size / 5));
        var fine = new SmoothNoise(draw.NextUInt32(), Math.Max(8, size / 24));
        for (int row = 0; row < Rows; row++)
        {
            for (int column = 0; column < Columns; column++)
            {
                float px = (column + 0.5f) * Cell, py = (row + 0.5f) * Cell, inside = float.MinValue;
                foreach ((float x, float y, float a, float b, float cos, float sin) in islands)
                {
                    float u = (((px - x) * cos) + ((py - y) * sin)) / a, v = (((py - y) * cos) - ((px - x) * sin)) / b;
                    inside = MathF.Max(inside, 1 - MathF.Sqrt((u * u) + (v * v)));
                }

                if (inside + (0.22f * coarse.At(px, py)) + (0.06f * fine.At(px, py)) < 0)
                {
                    _classes[(row * Columns) + column] = (byte)SyntheticTissue.Background;
                }
            }
        }
    }
}
