using System.Buffers;
using System.Runtime.CompilerServices;

namespace Histo.Ssl.Slides.Synthetic;

/// <summary>Amounts of both stains for some rows of a slide, while they are composed.</summary>
internal sealed class SyntheticBand : IDisposable
{
    private const int BlurRadius = 3;
    private readonly float[] _hematoxylin, _eosin, _grain;

    public SyntheticBand(int width, int top, int rows)
    {
        Width = width;
        Top = top;
        Rows = rows;
        _hematoxylin = ArrayPool<float>.Shared.Rent(width * rows);
        _eosin = ArrayPool<float>.Shared.Rent(width * rows);
        _grain = ArrayPool<float>.Shared.Rent(width * rows);
    }

    public int Width { get; }

    public int Top { get; }

    public int Rows { get; }

    public Span<float> Hematoxylin(int row) => _hematoxylin.AsSpan(row * Width, Width);

    public Span<float> Eosin(int row) => _eosin.AsSpan(row * Width, Width);

    /// <summary>Fine texture, -1 to 1, for cytoplasm and chromatin.</summary>
    public Span<float> Grain(int row) => _grain.AsSpan(row * Width, Width);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Draw(in SyntheticGland gland, float softness)
    {
        float reach = gland.Radius * gland.Stretch * 1.1f, cos = MathF.Cos(gland.Angle), sin = MathF.Sin(gland.Angle), lumen = gland.Lumen / gland.Radius;
        for (int row = FirstRow(gland.Y - reach); row < LastRow(gland.Y + reach); row++)
        {
            float dy = Top + row + 0.5f - gland.Y;
            Span<float> hematoxylin = Hematoxylin(row), eosin = Eosin(row), grain = Grain(row);
            for (int x = Math.Max(0, (int)(gland.X - reach)); x < Math.Min(Width, (int)(gland.X + reach) + 1); x++)
            {
                float dx = x + 0.5f - gland.X;
                float u = ((dx * cos) + (dy * sin)) / (gland.Radius * gland.Stretch), v = ((dy * cos) - (dx * sin)) / gland.Radius;
                float r = MathF.Sqrt((u * u) + (v * v)) + (0.04f * grain[x]);
                float inside = Math.Clamp((1 - r) * gland.Radius / softness, 0, 1), open = Math.Clamp((lumen - r) * gland.Radius / softness, 0, 1);
                float cytoplasm = 0.44f + (0.07f * grain[x]) + (0.10f * r);
                eosin[x] += inside * ((cytoplasm * (1 - (0.88f * open))) - eosin[x]);
                hematoxylin[x] += inside * (((0.20f + (0.06f * grain[x])) * (1 - (0.92f * open))) - hematoxylin[x]);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Draw(in SyntheticNucleus nucleus)
    {
        float cos = MathF.Cos(nucleus.Angle), sin = MathF.Sin(nucleus.Angle), reach = nucleus.A + 1.5f;
        float sharpness = 20 * Math.Max(1, nucleus.B / 6);
        float nucleolusX = nucleus.X + (0.25f * nucleus.A * cos), nucleolusY = nucleus.Y + (0.25f * nucleus.A * sin);
        for (int row = FirstRow(nucleus.Y - reach); row < LastRow(nucleus.Y + reach); row++)
        {
            float dy = Top + row + 0.5f - nucleus.Y;
            Span<float> hematoxylin = Hematoxylin(row), eosin = Eosin(row), grain = Grain(row);
            for (int x = Math.Max(0, (int)(nucleus.X - reach)); x < Math.Min(Width, (int)(nucleus.X + reach) + 1); x++)
            {
                float dx = x + 0.5f - nucleus.X;
                float u = ((dx * cos) + (dy * sin)) / nucleus.A, v = ((dy * cos) - (dx * sin)) / nucleus.B;
                float square = (u * u) + (v * v);
                if (square > 2.2f)
                {
                    continue;
                }

                // The border is soft over about one pixel; the membrane is darkest just inside it.
                float r = MathF.Sqrt(square), cover = Math.Clamp(((1 - r) * nucleus.B) + 0.5f + (0.22f * grain[x]), 0, 1);
                float rim = 1 / (1 + (sharpness * (r - 0.9f) * (r - 0.9f)));
                float stain = nucleus.Stain * (1 - nucleus.Rim + (nucleus.Rim * rim) + (nucleus.Chromatin * grain[x]));
                if (nucleus.Nucleolus > 0)
                {
                    float nx = x + 0.5f - nucleolusX, ny = Top + row + 0.5f - nucleolusY;
                    float spot = Math.Clamp(nucleus.Nucleolus + 0.5f - MathF.Sqrt((nx * nx) + (ny * ny)), 0, 1);
                    stain += spot * ((1.35f * nucleus.Stain) - stain);
                }

                hematoxylin[x] += cover * (MathF.Max(stain, 0.1f) - hematoxylin[x]);
                eosin[x] *= 1 - (0.55f * cover);
            }
        }
    }

    /// <summary>Puts a round patch out of focus.</summary>
    public void Blur(float centerX, float centerY, float radius)
    {
        float[] blurred = ArrayPool<float>.Shared.Rent(Width * Rows), passed = ArrayPool<float>.Shared.Rent(Width * Rows);
        foreach (float[] plane in new[] { _hematoxylin, _eosin })
        {
            BoxRows(plane, passed);
            BoxColumns(passed, blurred);
            BoxRows(blurred, passed);
            BoxColumns(passed, blurred);
            for (int row = 0; row < Rows; row++)
            {
                float dy = Top + row - centerY;
                for (int x = 0; x < Width; x++)
                {
                    float weight = Math.Clamp((radius - MathF.Sqrt(((x - centerX) * (x - centerX)) + (dy * dy))) / (0.1f * radius), 0, 1);
                    plane[(row * Width) + x] += weight * (blurred[(row * Width) + x] - plane[(row * Width) + x]);
                }
            }
        }

        ArrayPool<float>.Shared.Return(blurred);
        ArrayPool<float>.Shared.Return(passed);
    }

    public void Dispose()
    {
        ArrayPool<float>.Shared.Return(_hematoxylin);
        ArrayPool<float>.Shared.Return(_eosin);
        ArrayPool<float>.Shared.Return(_grain);
    }

    private int FirstRow(float y) => Math.Max(0, (int)MathF.Floor(y) - Top);

    private int LastRow(float y) => Math.Min(Rows, (int)MathF.Ceiling(y) + 1 - Top);

    private void BoxRows(float[] source, float[] target)
    {
        for (int row = 0; row < Rows; row++)
        {
            for (int x = 0; x < Width; x++)
            {
                float sum = 0;
                for (int i = -BlurRadius; i <= BlurRadius; i++)
                {
                    sum += source[(row * Width) + Math.Clamp(x + i, 0, Width - 1)];
                }

                target[(row * Width) + x] = sum / ((2 * BlurRadius) + 1);
            }
        }
    }

    private void BoxColumns(float[] source, float[] target)
    {
        for (int row = 0; row < Rows; row++)
        {
            for (int x = 0; x < Width; x++)
            {
                float sum = 0;
                for (int i = -BlurRadius; i <= BlurRadius; i++)
                {
                    sum += source[(Math.Clamp(row + i, 0, Rows - 1) * Width) + x];
                }

                target[(row * Width) + x] = sum / ((2 * BlurRadius) + 1);
            }
        }
    }
}
