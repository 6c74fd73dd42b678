using System.Runtime.CompilerServices;
using Histo.Ssl.Randomness;

namespace Histo.Ssl.Slides.Synthetic;

/// <summary>The colours of one slide: two stains whose optical densities add up, and the colour of the glass.</summary>
/// <remarks>
/// Optical density is natural: intensity = glass x exp(-density). Source of the reference vectors: M. Macenko et al., "A method for normalizing histology
/// slides for quantitative analysis", ISBI 2009, as given by its public implementations (a reconstruction; typical H&amp;E values).
/// </remarks>
internal sealed class SyntheticStain
{
    private const int Steps = 2048;
    private const float Largest = 4;
    private readonly float[] _hematoxylin = new float[3], _eosin = new float[3];
    private readonly float[][] _tables = new float[3][];

    public SyntheticStain(SyntheticSlideOptions options, SyntheticRandom random)
    {
        CounterRandom draw = random.Open(SyntheticStream.Stain);
        double strengthH = Math.Exp(0.20 * options.StainVariation * draw.NextGaussian()), strengthE = Math.Exp(0.20 * options.StainVariation * draw.NextGaussian());
        ReadOnlySpan<double> hematoxylin = [0.65, 0.70, 0.36], eosin = [0.16, 0.82, 0.47], glass = [242, 241, 243];
        for (int channel = 0; channel < 3; channel++)
        {
            _hematoxylin[channel] = (float)(hematoxylin[channel] * strengthH * Math.Exp(0.08 * options.StainVariation * draw.NextGaussian()));
            _eosin[channel] = (float)(eosin[channel] * strengthE * Math.Exp(0.10 * options.StainVariation * draw.NextGaussian()));
            double white = Math.Clamp(glass[channel] + (1.5 * options.StainVariation * draw.NextGaussian()), 225, 252);
            _tables[channel] = new float[Steps + 2];
            for (int i = 0; i < _tables[channel].Length; i++)
            {
                _tables[channel][i] = (float)(white * Math.Exp(-i * (double)Largest / Steps));
            }
        }
    }

    /// <summary>Returns the intensity of a channel (0 to 255) under amounts of both stains; 1 is a typical amount.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Intensity(int channel, float hematoxylin, float eosin, float extra)
    {
        float density = (hematoxylin * _hematoxylin[channel]) + (eosin * _eosin[channel]) + extra;
        float at = Math.Clamp(density * (Steps / Largest), 0, Steps);
        int index = (int)at;
        float[] table = _tables[channel];
        return table[index] + ((table[index + 1] - table[index]) * (at - index));
    }
}
