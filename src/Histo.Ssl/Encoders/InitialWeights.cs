using System.Runtime.InteropServices;
using System.Text;
using Histo.Ssl.Randomness;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Histo.Ssl.Encoders;

/// <summary>Draws initial weights: a pure function of (seed, name of the parameter, index of the element).</summary>
internal static class InitialWeights
{
    // Numbers taken from one stream; a multiple of 2, and far below a stream's length.
    private const int StreamLength = 1 << 14;

    /// <summary>Normal with mean 0 and variance 2 / fan-out.</summary>
    public static void HeNormal(Parameter parameter, ulong seed, string name) =>
        Normal(parameter, Math.Sqrt(2.0 / (parameter.size(0) * parameter.size(2) * parameter.size(3))), seed, name);

    /// <summary>Normal with mean 0, for a contiguous float32 tensor on the CPU.</summary>
    public static void Normal(Tensor parameter, double deviation, ulong seed, string name) =>
        Fill(parameter, seed, name, (ref CounterRandom random, Span<float> values) =>
        {
            for (int i = 0; i < values.Length; i += 2)
            {
                double radius = deviation * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()));
                (double sine, double cosine) = Math.SinCos(2 * Math.PI * random.NextDouble());
                values[i] = (float)(radius * cosine);
                if (i + 1 < values.Length)
                {
                    values[i + 1] = (float)(radius * sine);
                }
            }
        });

    /// <summary>Uniform between plus and minus a bound.</summary>
    public static void Uniform(Parameter parameter, double bound, ulong seed, string name) =>
        Fill(parameter, seed, name, (ref CounterRandom random, Span<float> values) =>
        {
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = (float)(((2 * random.NextSingle()) - 1) * bound);
            }
        });

    /// <summary>Normal with mean 0 within -2 and 2: PyTorch's trunc_normal_ with its default bounds, which do not scale with the deviation.</summary>
    public static void TruncatedNormal(Parameter parameter, double deviation, ulong seed, string name) =>
        Fill(parameter, seed, name, (ref CounterRandom random, Span<float> values) =>
        {
            for (int i = 0; i < values.Length; i++)
            {
                double value;
                do
                {
                    value = deviation * random.NextGaussian();
                }
                while (Math.Abs(value) > 2);

                values[i] = (float)value;
            }
        });

    private static void Fill(Tensor parameter, ulong seed, string name, Draw draw)
    {
        // A freshly made parameter is contiguous float32 on the CPU: its memory is written directly.
        using Tensor data = parameter.detach();
        Span<float> values = MemoryMarshal.Cast<byte, float>(data.bytes);
        long stream = (long)(Fnv1a(name) & long.MaxValue);
        for (int start = 0, part = 0; start < values.Length; start += StreamLength, part++)
        {
            var random = new CounterRandom(seed, stream, part, RandomSlot.Weights);
            draw(ref random, values.Slice(start, Math.Min(StreamLength, values.Length - start)));
        }
    }

    // 64-bit FNV-1a: the name's place among the streams must be the same on every machine and in every version.
    private static ulong Fnv1a(string name)
    {
        ulong hash = 14695981039346656037;
        foreach (byte value in Encoding.UTF8.GetBytes(name))
        {
            hash = (hash ^ value) * 1099511628211;
        }

        return hash;
    }

    private delegate void Draw(ref CounterRandom random, Span<float> values);
}
