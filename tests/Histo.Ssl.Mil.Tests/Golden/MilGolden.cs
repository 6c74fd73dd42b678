using System.Text.Json;
using Histo.Ssl.Storage;
using Histo.TestKit.Golden;
using TorchSharp;
using Xunit.Sdk;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Tests.Golden;

/// <summary>What the reference files of the folder mil have in common: shared weights, formula tensors, digests of large gradients.</summary>
internal static class MilGolden
{
    // The bias of attention scores has no gradient, because a softmax does not see it: the references hold what rounding left there, 1e-16 and less.
    private const double Rounding = 1e-14, FewUnits = 5 * 2.2e-16;

    /// <summary>Reads an input of the case, stored or by formula, as float64 with gradient; the caller disposes it.</summary>
    public static Tensor Input(this GoldenCase golden, string key = "in/x")
    {
        Tensor input = golden.Has(key) ? golden.Tensor(key) : FormulaInput(golden, key);
        return input.requires_grad_();
    }

    /// <summary>Sets a module to the reference weights, in float64 and evaluation mode. Every stored weight must have a parameter of its name, and every parameter a weight.</summary>
    /// <param name="golden">The case.</param>
    /// <param name="module">Its parameters are replaced.</param>
    /// <param name="prefix">Where the weights are: "param/" of the file, or of the case when the file has none.</param>
    /// <param name="unused">Weights of the reference that no computation uses and the module leaves out.</param>
    public static void Load(this GoldenCase golden, nn.Module module, string prefix = "param/", Func<string, bool>? unused = null)
    {
        module.to(ScalarType.Float64);
        module.eval();
        using var noGrad = no_grad();
        Dictionary<string, Func<Tensor>> weights = Weights(golden, prefix);
        var left = module.named_parameters().Select(each => (each.name, Value: (Tensor)each.parameter)).Concat(module.named_buffers().Select(each => (each.name, Value: each.buffer))).ToDictionary(each => each.name, each => each.Value);
        foreach ((string name, Func<Tensor> read) in weights.Where(each => unused?.Invoke(each.Key) != true))
        {
            if (!left.Remove(name, out Tensor? parameter))
            {
                throw new XunitException($"{golden.Stem}: the module has no parameter {name}; it has {string.Join(", ", left.Keys)}");
            }

            using Tensor value = read();
            if (!parameter.shape.SequenceEqual(value.shape))
            {
                throw new XunitException($"{golden.Stem} {name}: shape [{string.Join(", ", parameter.shape)}], reference [{string.Join(", ", value.shape)}]");
            }

            parameter.copy_(value);
        }

        if (left.Count > 0)
        {
            throw new XunitException($"{golden.Stem}: no reference for {string.Join(", ", left.Keys)}");
        }
    }

    /// <summary>Asserts every stored result: all keys under a prefix but inputs, weights and gradients must be among the values, and match.</summary>
    /// <param name="golden">The case.</param>
    /// <param name="values">Results by key; stay the caller's.</param>
    /// <param name="prefix">What stands before "out/" and "loss/".</param>
    public static void ShouldMatchAll(this GoldenCase golden, IReadOnlyDictionary<string, Tensor> values, string prefix = "")
    {
        string[] keys = [.. golden.Keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal)).Select(key => key[prefix.Length..])
            .Where(key => key.StartsWith("out/", StringComparison.Ordinal) || key.StartsWith("loss", StringComparison.Ordinal) || key is "preds" or "targets")];
        keys.Should().NotBeEmpty();
        keys.Except(values.Keys).Should().BeEmpty("every stored result is checked");
        foreach (string key in keys)
        {
            golden.ShouldMatch(prefix + key, values[key]);
        }
    }

    /// <summary>The case with the inputs that several cases share: "n50" of "n50_y1".</summary>
    public static GoldenCase Layout(this GoldenCase golden) => golden.Has("in/x") ? golden : new GoldenCase(golden.File, golden.Stem, golden.Name.Split('_')[0], golden.Parameters, '/');

    /// <summary>Asserts that all stored gradients, whole or as digests, are those of the parameters and of x.</summary>
    /// <param name="golden">The case.</param>
    /// <param name="module">Its parameters have gradients.</param>
    /// <param name="x">The input.</param>
    /// <param name="prefix">What stands before "grad/": "" or "y0/" for example.</param>
    /// <param name="others">Gradients under other names than the module's parameters; null for none.</param>
    public static void ShouldMatchGradients(this GoldenCase golden, nn.Module module, Tensor x, string prefix = "", IReadOnlyDictionary<string, Tensor>? others = null)
    {
        var parameters = module.named_parameters().ToDictionary(each => each.name, each => (Tensor)each.parameter);
        int seen = 0;
        string[] keys = [.. golden.Keys.Where(key => key.StartsWith(prefix + "grad", StringComparison.Ordinal))];

        // A gradient whose terms cancel keeps their rounding, which is another one on each processor: DSMIL's query bias has 8e-8 beside gradients of 0.4, and on an AMD processor 1.5e-17 more than the reference.
        double rounding = FewUnits * keys.Where(key => key.StartsWith(prefix + "grad/", StringComparison.Ordinal)).SelectMany(golden.Doubles).Select(Math.Abs).DefaultIfEmpty(0).Max();
        foreach (string key in keys)
        {
            string[] parts = key[prefix.Length..].Split('/', 2);
            Tensor owner = parts[1] == "x" ? x : others?.GetValueOrDefault(parts[1]) ?? parameters[parts[1]];
            Tensor gradient = owner.grad ?? throw new XunitException($"{golden.Stem} {golden.Name}: {parts[1]} has no gradient");
            golden.ShouldMatchGradient(key, parts[0], gradient, rounding);
            seen++;
        }

        seen.Should().BePositive("the case holds gradients");
    }

    /// <summary>Asserts one stored gradient: "grad" whole, "grad_stats" sums, "grad_sample" 64 values.</summary>
    public static void ShouldMatchGradient(this GoldenCase golden, string key, string form, Tensor gradient, double rounding = 0)
    {
        switch (form)
        {
            case "grad" when Vanishes(golden.Doubles(key)):
                using (Tensor largest = gradient.abs().max())
                {
                    largest.item<double>().Should().BeLessThan(Rounding, $"{golden.Stem} {golden.Name} {key} is 0 but for rounding");
                }

                break;
            case "grad":
                golden.ShouldMatch(key, gradient, rounding);
                break;
            case "grad_stats":
                using (Tensor sum = gradient.sum(), absolute = gradient.abs().sum(), norm = gradient.norm())
                {
                    // The sum cancels: what counts is its distance beside the sum of the absolute values.
                    golden.ShouldMatch(key, sum.item<double>(), absolute.item<double>(), norm.item<double>());
                }

                break;
            case "grad_sample":
                using (Tensor flat = gradient.detach().reshape(-1))
                {
                    golden.ShouldMatch(key, [.. Enumerable.Range(0, 64).Select(j => flat[j * flat.numel() / 64].item<double>())]);
                }

                break;
            default:
                throw new XunitException($"{golden.Stem} {golden.Name}: what is {key}?");
        }
    }

    /// <summary>Computes a formula tensor as float64; the caller disposes it.</summary>
    public static Tensor Formula(JsonElement entry)
    {
        long[] shape = [.. entry.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64())];
        var (ordinal, offset, scale) = (entry.GetProperty("ordinal").GetUInt64(), entry.GetProperty("offset").GetDouble(), entry.GetProperty("scale").GetDouble());
        var values = new double[shape.Aggregate(1L, (product, size) => product * size)];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = offset + (scale * Unit(ordinal, (ulong)i));
        }

        using Tensor flat = tensor(values);
        return flat.reshape(shape).clone();
    }

    /// <summary>The formula's number in [-1, 1).</summary>
    public static double Unit(ulong ordinal, ulong index)
    {
        ulong z = (ordinal << 40) + index + 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        z ^= z >> 31;
        return ((z >> 11) * Math.Pow(2, -52)) - 1;
    }

    private static bool Vanishes(double[] reference) => reference.All(value => Math.Abs(value) < Rounding);

    private static Dictionary<string, Func<Tensor>> Weights(GoldenCase golden, string prefix)
    {
        string own = golden.Keys.Any(key => key.StartsWith(prefix, StringComparison.Ordinal)) ? $"{golden.Name}/{prefix}" : prefix;
        var weights = golden.File.Entries.Keys.Where(key => key.StartsWith(own, StringComparison.Ordinal))
            .ToDictionary(key => key[own.Length..], key => (Func<Tensor>)(() => Read(golden.File, key)));
        foreach (JsonElement entry in Entries(golden, "formula_params"))
        {
            JsonElement copy = entry.Clone();
            weights.Add(entry.GetProperty("name").GetString()!, () => Formula(copy));
        }

        return weights;
    }

    private static Tensor Read(SafetensorsReader file, string key)
    {
        double[] values = file.Entry(key).Type == ElementType.F32 ? Array.ConvertAll(file.ReadArray<float>(key), value => (double)value) : file.ReadArray<double>(key);
        using Tensor flat = tensor(values);
        return flat.reshape([.. file.Entry(key).Shape]).clone();
    }

    private static Tensor FormulaInput(GoldenCase golden, string key)
    {
        foreach (JsonElement entry in Entries(golden, "formula_inputs").Where(entry => entry.GetProperty("name").GetString() is var name && (name == key || name == $"{golden.Name}/{key}")))
        {
            return Formula(entry);
        }

        throw new XunitException($"{golden.Stem} {golden.Name} has no {key}");
    }

    private static List<JsonElement> Entries(GoldenCase golden, string name)
    {
        if (!golden.File.Metadata.TryGetValue(name, out string? text))
        {
            return [];
        }

        using JsonDocument document = JsonDocument.Parse(text);
        return [.. document.RootElement.EnumerateArray().Select(entry => entry.Clone())];
    }
}
