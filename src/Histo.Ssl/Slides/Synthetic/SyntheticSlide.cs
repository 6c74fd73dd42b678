using System.Runtime.CompilerServices;
using Histo.Ssl.Randomness;
using Histo.Ssl.Slides.Tiff;

namespace Histo.Ssl.Slides.Synthetic;

/// <summary>One synthetic slide: its regions are known at once, its pixels are made when they are asked for.</summary>
/// <remarks>Immutable; any number of threads may render at once.</remarks>
public sealed class SyntheticSlide
{
    private const int BlurMargin = 8;
    private readonly SyntheticSlideOptions _options;
    private readonly SyntheticTissueMap _map;
    private readonly SyntheticCells _cells;
    private readonly SyntheticGround _ground;
    private readonly SyntheticStain _stain;
    private readonly SyntheticArtefacts _artefacts;
    private readonly uint _noise;

    internal SyntheticSlide(SyntheticSlideOptions options, int number)
    {
        _options = options;
        Number = number;
        var random = new SyntheticRandom(options.Seed, number);
        CounterRandom draw = random.Open(SyntheticStream.Noise, 1);
        _noise = draw.NextUInt32();
        _map = new SyntheticTissueMap(options, random);
        var fibres = new SyntheticFibres(draw.NextUInt32(), draw.Uniform(0, MathF.PI), options.Mpp);
        _cells = new SyntheticCells(options, random, _map, fibres);
        _ground = new SyntheticGround(_map, fibres, random, options.Mpp);
        _stain = new SyntheticStain(options, random);
        _artefacts = new SyntheticArtefacts(options, random);
    }

    /// <summary>Gets the number of the slide in its cohort.</summary>
    public int Number { get; }

    /// <summary>Gets the columns of level 0.</summary>
    public int Width => _options.Width;

    /// <summary>Gets the rows of level 0.</summary>
    public int Height => _options.Height;

    /// <summary>Gets the level-0 pixels per pixel of the class mask; every level-0 pixel has exactly the class of its mask pixel.</summary>
    public static int MaskDownsample => SyntheticTissueMap.Cell;

    /// <summary>Gets the columns of the class mask: ceil(<see cref="Width"/> / <see cref="MaskDownsample"/>).</summary>
    public int MaskWidth => _map.Columns;

    /// <summary>Gets the rows of the class mask: ceil(<see cref="Height"/> / <see cref="MaskDownsample"/>).</summary>
    public int MaskHeight => _map.Rows;

    /// <summary>Gets the class mask: <see cref="MaskWidth"/> x <see cref="MaskHeight"/> numbers of <see cref="SyntheticTissue"/>, row by row.</summary>
    public ReadOnlySpan<byte> ClassMask => _map.Classes;

    /// <summary>Returns the class at a level-0 pixel.</summary>
    /// <param name="x">0 to <see cref="Width"/> - 1.</param>
    /// <param name="y">0 to <see cref="Height"/> - 1.</param>
    public SyntheticTissue ClassAt(int x, int y)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)x, (uint)Width, nameof(x));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)y, (uint)Height, nameof(y));
        return _map.At(x, y);
    }

    /// <summary>Makes full-width rows of level 0.</summary>
    /// <param name="firstRow">First row.</param>
    /// <param name="rowCount">Number of rows, 1 or more.</param>
    /// <param name="rgb">Receives <see cref="Width"/> x <paramref name="rowCount"/> x 3 bytes, row by row.</param>
    /// <exception cref="HistoException">HS1004: the rows leave the slide. HS0002: <paramref name="rgb"/> has another length.</exception>
    public void Render(int firstRow, int rowCount, Span<byte> rgb)
    {
        if (firstRow < 0 || rowCount < 1 || rowCount > Height - firstRow)
        {
            throw new HistoException(ErrorCodes.RegionOutOfRange, "the rows leave the synthetic slide", seen: $"{firstRow}, {rowCount} rows", wanted: $"inside {Height} rows");
        }

        if (rgb.Length != (long)Width * rowCount * 3)
        {
            throw new HistoException(ErrorCodes.WrongShape, "the buffer does not hold the rows", seen: rgb.Length, wanted: $"{Width} x {rowCount} x 3");
        }

        int margin = _options.BlurredPatch ? BlurMargin : 0, top = Math.Max(0, firstRow - margin), bottom = Math.Min(Height, firstRow + rowCount + margin);
        using var band = new SyntheticBand(Width, top, bottom - top);
        var glands = new List<SyntheticGland>();
        var nuclei = new List<SyntheticNucleus>();
        _cells.Collect(top, bottom, glands, nuclei);
        _ground.Fill(band);
        foreach (SyntheticGland gland in glands)
        {
            band.Draw(gland, softness: 1.5f);
        }

        foreach (SyntheticNucleus nucleus in nuclei)
        {
            band.Draw(nucleus);
        }

        _artefacts.Blur(band);
        for (int row = 0; row < rowCount; row++)
        {
            Develop(band, firstRow + row - top, rgb.Slice(row * Width * 3, Width * 3));
        }
    }

    /// <summary>Writes the slide as a pyramidal TIFF file.</summary>
    /// <param name="path">The file; an existing one is replaced.</param>
    /// <param name="cancellation">Stops the writing; no file is left behind.</param>
    public void Write(string path, CancellationToken cancellation = default)
    {
        PyramidTiffOptions file = _options.File with { Mpp = _options.Mpp, ObjectivePower = 10 / _options.Mpp };
        PyramidTiffWriter.Write(path, Width, Height, Render, file, cancellation);
    }

    /// <summary>Turns amounts of stain into colours, with the noise of the scanner.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Develop(SyntheticBand band, int row, Span<byte> rgb)
    {
        int y = band.Top + row;
        ReadOnlySpan<float> hematoxylin = band.Hematoxylin(row), eosin = band.Eosin(row);

        // The sum of two uniform bytes has a standard deviation of 104.5 grey values.
        float noise = (float)(_options.Noise / 104.5);
        for (int x = 0; x < Width; x++)
        {
            uint bits = SmoothNoise.Mix((uint)x, (uint)y, _noise);
            float pen = _artefacts.Pen(x, y);
            int first = (byte)bits, second = (byte)(bits >> 8), third = (byte)(bits >> 16), fourth = (byte)(bits >> 24);
            rgb[x * 3] = Grey(_stain.Intensity(0, hematoxylin[x], eosin[x], pen * 1.9f) + (noise * (first + second - 255)));
            rgb[(x * 3) + 1] = Grey(_stain.Intensity(1, hematoxylin[x], eosin[x], pen * 1.2f) + (noise * (second + third - 255)));
            rgb[(x * 3) + 2] = Grey(_stain.Intensity(2, hematoxylin[x], eosin[x], pen * 0.25f) + (noise * (third + fourth - 255)));
        }
    }

    private static byte Grey(float value) => (byte)Math.Clamp(value + 0.5f, 0, 255);
}
