namespace Histo.Ssl.Slides.Synthetic;

/// <summary>The course of the fibres: level lines of a tilted plane that smooth noise bends.</summary>
internal sealed class SyntheticFibres
{
    private readonly SmoothNoise _bend;
    private readonly float _cos, _sin, _amplitude, _step;

    public SyntheticFibres(uint seed, float tilt, double mpp)
    {
        int cell = (int)(110 / mpp);
        _bend = new SmoothNoise(seed, cell);
        (_sin, _cos) = MathF.SinCos(tilt);
        _amplitude = 0.4f * cell;
        _step = 0.02f * cell;
    }

    /// <summary>Adds the height of the level lines, in pixels, to a row that starts at column 0.</summary>
    public void AddRow(int y, Span<float> row)
    {
        _bend.AddRow(y, _amplitude, row);
        for (int x = 0; x < row.Length; x++)
        {
            row[x] += (y * _cos) - (x * _sin);
        }
    }

    /// <summary>Returns the direction of the fibre through a point.</summary>
    public float AngleAt(float x, float y)
    {
        float right = Height(x + _step, y) - Height(x - _step, y), down = Height(x, y + _step) - Height(x, y - _step);
        return MathF.Atan2(-right, down);
    }

    private float Height(float x, float y) => (_amplitude * _bend.At(x, y)) + (y * _cos) - (x * _sin);
}
