using Histo.Ssl.Randomness;

namespace Histo.Ssl.Slides.Synthetic;

/// <summary>What should not be on a slide: a line of marker pen, a patch out of focus.</summary>
internal sealed class SyntheticArtefacts
{
    private readonly bool _pen, _blur;
    private readonly float _penStart, _penSlope, _penWave, _penLength, _penHalfWidth, _blurX, _blurY, _blurRadius;
    private readonly SmoothNoise _ink;

    public SyntheticArtefacts(SyntheticSlideOptions options, SyntheticRandom random)
    {
        CounterRandom draw = random.Open(SyntheticStream.Artefacts);
        _pen = options.PenMark;
        _blur = options.BlurredPatch;
        _penSlope = draw.Uniform(-0.25f, 0.25f);
        _penStart = (options.Height * draw.Uniform(0.3f, 0.7f)) - (_penSlope * options.Width / 2);
        _penWave = options.Height * draw.Uniform(0.02f, 0.06f);
        _penLength = options.Width * draw.Uniform(0.4f, 0.8f);
        _penHalfWidth = MathF.Max(8, Math.Min(options.Width, options.Height) / 70f);
        _blurX = options.Width * draw.Uniform(0.3f, 0.7f);
        _blurY = options.Height * draw.Uniform(0.3f, 0.7f);
        _blurRadius = Math.Min(options.Width, options.Height) * draw.Uniform(0.12f, 0.16f);
        _ink = new SmoothNoise(draw.NextUInt32(), 24);
    }

    /// <summary>Returns how much ink covers a pixel, 0 to about 1.</summary>
    public float Pen(int x, int y)
    {
        if (!_pen)
        {
            return 0;
        }

        float angle = 2 * MathF.PI * x / _penLength, middle = _penStart + (_penSlope * x) + (_penWave * MathF.Sin(angle));
        float distance = MathF.Abs(y - middle);
        return distance > _penHalfWidth ? 0 : Math.Clamp((_penHalfWidth - distance) / 4, 0, 1) * (0.8f + (0.2f * _ink.At(x, y)));
    }

    public void Blur(SyntheticBand band)
    {
        if (_blur && _blurY + _blurRadius >= band.Top && _blurY - _blurRadius < band.Top + band.Rows)
        {
            band.Blur(_blurX, _blurY, _blurRadius);
        }
    }
}
