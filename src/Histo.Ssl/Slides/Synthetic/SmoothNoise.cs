using System.Runtime.CompilerServices;

namespace Histo.Ssl.Slides.Synthetic;

/// <summary>Smooth noise: random values on a square lattice, smoothly interpolated.</summary>
internal readonly struct SmoothNoise(uint seed, int cell)
{
    /// <summary>Adds gain x noise (-1 to 1) to a row of pixels that starts at column 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void AddRow(int y, float gain, Span<float> row)
    {
        int top = y / cell;
        float fy = Smooth((y - (top * cell)) / (float)cell), left = Column(0, top, fy);
        Span<float> weights = cell <= 512 ? stackalloc float[cell] : new float[cell];
        for (int i = 0; i < cell; i++)
        {
            weights[i] = Smooth(i / (float)cell);
        }

        for (int start = 0, column = 1; start < row.Length; start += cell, column++)
        {
            float right = Column(column, top, fy), offset = gain * left, slope = gain * (right - left);
            Span<float> part = row[start..Math.Min(row.Length, start + cell)];
            for (int i = 0; i < part.Length; i++)
            {
                part[i] += offset + (slope * weights[i]);
            }

            left = right;
        }
    }

    /// <summary>Returns the noise at a point, -1 to 1.</summary>
    public float At(float x, float y)
    {
        int column = (int)MathF.Floor(x / cell), top = (int)MathF.Floor(y / cell);
        float fx = Smooth((x / cell) - column), fy = Smooth((y / cell) - top), left = Column(column, top, fy);
        return left + ((Column(column + 1, top, fy) - left) * fx);
    }

    /// <summary>Returns 32 well-mixed bits of three numbers.</summary>
    public static uint Mix(uint a, uint b, uint c)
    {
        uint h = (a * 0x9E3779B1) ^ (b * 0x85EBCA77) ^ (c * 0xC2B2AE3D);
        h = (h ^ (h >> 15)) * 0x2C1B3C6D;
        h = (h ^ (h >> 12)) * 0x297A2D39;
        return h ^ (h >> 15);
    }

    private static float Smooth(float t) => t * t * (3 - (2 * t));

    private float Column(int x, int y, float fy)
    {
        float upper = Value(x, y), lower = Value(x, y + 1);
        return upper + ((lower - upper) * fy);
    }

    private float Value(int x, int y) => (Mix((uint)x, (uint)y, seed) * (2f / uint.MaxValue)) - 1;
}
