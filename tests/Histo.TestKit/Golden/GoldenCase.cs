using System.Runtime.InteropServices;
using System.Text.Json;
using Histo.Ssl.Storage;
using TorchSharp;
using Xunit.Sdk;

namespace Histo.TestKit.Golden;

/// <summary>One case of a reference file: its parameters, tensors and tolerance.</summary>
/// <remarks>Keys are "case0.zA" in the files of the folder ssl, "n7/in/x" in those of mil.</remarks>
public sealed class GoldenCase(SafetensorsReader file, string stem, string name, JsonElement parameters, char separator = '.', double tolerance = 1e-10)
{
    /// <summary>Stem of the file that the case is in.</summary>
    public string Stem => stem;

    /// <summary>"case0", "case1", ...</summary>
    public string Name => name;

    /// <summary>The case's hyper-parameters.</summary>
    public JsonElement Parameters => parameters;

    /// <summary>The file: what all its cases share.</summary>
    public SafetensorsReader File => file;

    /// <summary>The keys that all cases of the file share: "in/x" where no case stands in front.</summary>
    public GoldenCase WithoutName() => new(file, stem, string.Empty, parameters, separator, tolerance);

    /// <summary>Keys of the case, without its name in front.</summary>
    public IEnumerable<string> Keys => file.Entries.Keys.Where(key => key.StartsWith(Full(string.Empty), StringComparison.Ordinal)).Select(key => key[Full(string.Empty).Length..]);

    public bool Has(string key) => file.Entries.ContainsKey(Full(key));

    public long[] Shape(string key) => [.. file.Entry(Full(key)).Shape];

    public double Number(string parameter) => parameters.GetProperty(parameter).GetDouble();

    public int Integer(string parameter) => parameters.GetProperty(parameter).GetInt32();

    public string Text(string parameter) => parameters.GetProperty(parameter).GetString()!;

    public bool Flag(string parameter) => parameters.GetProperty(parameter).GetBoolean();

    /// <summary>Reads a tensor of any type as doubles.</summary>
    public double[] Doubles(string key) => file.Entry(Full(key)).Type switch
    {
        ElementType.F64 => file.ReadArray<double>(Full(key)),
        ElementType.F32 => Array.ConvertAll(file.ReadArray<float>(Full(key)), value => (double)value),
        ElementType.I64 => Array.ConvertAll(file.ReadArray<long>(Full(key)), value => (double)value),
        ElementType.U8 or ElementType.BOOL => Array.ConvertAll(file.ReadArray<byte>(Full(key)), value => (double)value),
        var type => throw new NotSupportedException($"{key} is {type}"),
    };

    public long[] Longs(string key) => file.ReadArray<long>(Full(key));

    public byte[] Bytes(string key) => file.ReadArray<byte>(Full(key));

    public double Scalar(string key) => Doubles(key).Single();

    /// <summary>Reads a tensor as float64 on the CPU; the caller disposes it.</summary>
    public torch.Tensor Tensor(string key)
    {
        using torch.Tensor flat = torch.tensor(Doubles(key), dtype: torch.float64);
        return flat.reshape(Shape(key)).clone();
    }

    /// <summary>Asserts that a tensor equals the reference within the case's tolerance. Disposes nothing.</summary>
    public void ShouldMatch(string key, torch.Tensor actual) => ShouldMatch(key, actual, 0);

    /// <summary>As the other, where terms of a known size cancel: their rounding is no difference.</summary>
    /// <param name="key">The reference.</param>
    /// <param name="actual">What was computed.</param>
    /// <param name="rounding">Rounding of the terms, as an absolute difference.</param>
    public void ShouldMatch(string key, torch.Tensor actual, double rounding)
    {
        using torch.Tensor flat = actual.detach().to(torch.float64).cpu().contiguous().reshape(-1);
        long[] shape = [.. actual.shape];
        if (!shape.SequenceEqual(Shape(key)))
        {
            throw new XunitException($"{stem} {name} {key}: shape [{string.Join(", ", shape)}], reference [{string.Join(", ", Shape(key))}]");
        }

        ShouldMatch(key, MemoryMarshal.Cast<byte, double>(flat.bytes).ToArray(), rounding);
    }

    /// <summary>Asserts that numbers equal the reference within the case's tolerance.</summary>
    public void ShouldMatch(string key, params double[] actual) => ShouldMatch(key, actual, 0);

    private void ShouldMatch(string key, double[] actual, double rounding)
    {
        double[] expected = Doubles(key);
        if (expected.Length != actual.Length)
        {
            throw new XunitException($"{stem} {name} {key}: {actual.Length} values, reference {expected.Length}");
        }

        (double relative, double absolute) = Tolerance(key);
        double largest = expected.Length == 0 ? 0 : expected.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max();
        double allowed = Math.Max(Math.Max(relative * largest, absolute), rounding);
        for (int i = 0; i < expected.Length; i++)
        {
            bool same = expected[i].Equals(actual[i]) || Math.Abs(expected[i] - actual[i]) <= allowed;
            if (!same)
            {
                throw new XunitException($"{stem} {name} {key}[{i}]: {actual[i]:R}, reference {expected[i]:R}, difference {Math.Abs(expected[i] - actual[i]):E2}, allowed {allowed:E2}");
            }
        }
    }

    private string Full(string key) => name.Length == 0 ? key : $"{name}{separator}{key}";

    private (double Relative, double Absolute) Tolerance(string key)
    {
        if (!parameters.TryGetProperty("tolerance", out JsonElement limits))
        {
            return (tolerance, 0);
        }

        double relative = limits.TryGetProperty(key, out JsonElement own) ? own.GetDouble()
            : limits.TryGetProperty("relative", out JsonElement general) ? general.GetDouble() : tolerance;
        return (relative, limits.TryGetProperty("absolute", out JsonElement floor) ? floor.GetDouble() : 0);
    }
}
