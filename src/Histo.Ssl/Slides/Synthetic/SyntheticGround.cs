using System.Runtime.CompilerServices;

namespace Histo.Ssl.Slides.Synthetic;

/// <summary>What lies between the nuclei: cytoplasm, fibres and gaps, blending from one class to the next.</summary>
internal sealed class SyntheticGround
{
    private readonly SyntheticTissueMap _map;
    private readonly SyntheticFibres _fibres;
    private readonly SmoothNoise _grain, _cloud, _gap, _warp;
    private readonly float _scale;

    // Per class: haematoxylin, eosin, fibres, gaps. Chosen so that the mean amounts of both stains, nuclei included, are nearly equal in all classes.
    private static readonly float[][] Base =
    [
        [0, 0, 0, 0],
        [0.27f, 0.50f, 1.00f, 0.55f],
        [0.22f, 0.52f, 0.70f, 0.35f],
        [0.11f, 0.52f, 0.10f, 0.10f],
        [0.06f, 0.50f, 0.15f, 0.15f],
    ];

    public SyntheticGround(SyntheticTissueMap map, SyntheticFibres fibres, SyntheticRandom random, double mpp)
    {
        _map = map;
        _fibres = fibres;
        _scale = (float)(1 / mpp);
        var draw = random.Open(SyntheticStream.Noise);
        _grain = new SmoothNoise(draw.NextUInt32(), Math.Max(2, (int)(1.4f * _scale)));
        _cloud = new SmoothNoise(draw.NextUInt32(), Math.Max(4, (int)(14 * _scale)));
        _gap = new SmoothNoise(draw.NextUInt32(), Math.Max(4, (int)(9 * _scale)));
        _warp = new SmoothNoise(draw.NextUInt32(), Math.Max(4, (int)(24 * _scale)));
    }

    public void Fill(SyntheticBand band)
    {
        int width = band.Width;
        Span<float> cloud = new float[width], gap = new float[width], warp = new float[width], fibre = new float[width];
        float[] upper = new float[_map.Columns * 4], lattice = new float[_map.Columns * 4];
        for (int row = 0; row < band.Rows; row++)
        {
            int y = band.Top + row;
            band.Grain(row).Clear();
            cloud.Clear();
            gap.Clear();
            warp.Clear();
            fibre.Clear();
            _grain.AddRow(y, 1, band.Grain(row));
            _cloud.AddRow(y, 1, cloud);
            _gap.AddRow(y, 1, gap);
            _warp.AddRow(y, 1, warp);
            _fibres.AddRow(y, fibre);
            BlendRows(y, upper, lattice);
            FillRow(band, row, lattice, cloud, gap, warp, fibre);
        }
    }

    /// <summary>Blends the class values of the two rows of cells around a row of pixels.</summary>
    private void BlendRows(int y, float[] upper, float[] lattice)
    {
        float at = ((y + 0.5f) / SyntheticTissueMap.Cell) - 0.5f;
        int first = Math.Clamp((int)MathF.Floor(at), 0, _map.Rows - 1), second = Math.Min(first + 1, _map.Rows - 1);
        float share = Math.Clamp(at - first, 0, 1);
        ReadOnlySpan<byte> a = _map.Classes.Slice(first * _map.Columns, _map.Columns), b = _map.Classes.Slice(second * _map.Columns, _map.Columns);
        for (int column = 0; column < _map.Columns; column++)
        {
            float[] from = Base[a[column]], to = Base[b[column]];
            for (int i = 0; i < 4; i++)
            {
                upper[(column * 4) + i] = from[i] + (share * (to[i] - from[i]));
            }
        }

        // Three cells wide: borders between classes are never sharp.
        for (int column = 0; column < _map.Columns; column++)
        {
            int left = Math.Max(0, column - 1) * 4, middle = column * 4, right = Math.Min(_map.Columns - 1, column + 1) * 4;
            for (int i = 0; i < 4; i++)
            {
                lattice[middle + i] = (0.25f * (upper[left + i] + upper[right + i])) + (0.5f * upper[middle + i]);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void FillRow(SyntheticBand band, int row, float[] lattice, ReadOnlySpan<float> cloud, ReadOnlySpan<float> gap, ReadOnlySpan<float> warp, ReadOnlySpan<float> fibre)
    {
        Span<float> hematoxylin = band.Hematoxylin(row), eosin = band.Eosin(row), grain = band.Grain(row);
        float wave = 0.75f / _scale;
        for (int x = 0; x < band.Width; x++)
        {
            float at = ((x + 0.5f) / SyntheticTissueMap.Cell) - 0.5f;
            int left = Math.Clamp((int)at, 0, _map.Columns - 1), right = Math.Min(left + 1, _map.Columns - 1);
            float share = Math.Clamp(at - left, 0, 1);
            float baseE = Mixed(lattice, left, right, share, 1);
            if (baseE < 0.004f)
            {
                hematoxylin[x] = eosin[x] = 0;
                continue;
            }

            float baseH = Mixed(lattice, left, right, share, 0), fibres = Mixed(lattice, left, right, share, 2), gaps = Mixed(lattice, left, right, share, 3);
            float phase = (wave * fibre[x]) + (3.2f * warp[x]) + (1.2f * cloud[x]);
            float strand = MathF.Sin(phase) + (0.5f * MathF.Sin((2.3f * phase) + (3 * gap[x])));
            float hole = Math.Clamp((gap[x] + (0.35f * strand * fibres) + (0.25f * grain[x]) - 0.62f) * 5, 0, 1) * gaps;
            float texture = 1 + (0.16f * cloud[x]) + (0.16f * grain[x]) + (0.22f * fibres * strand);
            eosin[x] = MathF.Max(0, baseE * texture * (1 - (1.3f * hole)));
            hematoxylin[x] = MathF.Max(0, baseH * (1 + (0.3f * cloud[x]) + (0.25f * grain[x])) * (1 - hole));
        }
    }

    private static float Mixed(float[] lattice, int left, int right, float share, int value) =>
        lattice[(left * 4) + value] + (share * (lattice[(right * 4) + value] - lattice[(left * 4) + value]));
}
