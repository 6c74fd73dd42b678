using Histo.Ssl.Randomness;

namespace Histo.Ssl.Slides.Synthetic;

/// <summary>What the random numbers of a slide are for: each purpose has streams of its own.</summary>
internal enum SyntheticStream
{
    Islands,
    Regions,
    Stain,
    Glands,
    Nuclei,
    Artefacts,
    Noise,
}

/// <summary>Opens the streams of random numbers of one slide.</summary>
internal readonly record struct SyntheticRandom(ulong Seed, int Slide)
{
    public CounterRandom Open(SyntheticStream stream, int sample = 0) => new(Seed, ((long)Slide * 16) + (int)stream, sample, RandomSlot.Synthetic);
}
