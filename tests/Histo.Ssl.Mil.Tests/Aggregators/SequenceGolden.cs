using Histo.Ssl.Mil.Aggregators;
using Histo.Ssl.Mil.Bags;
using Histo.Ssl.Mil.Tests.Golden;
using Histo.TestKit.Golden;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Tests.Aggregators;

/// <summary>What the checks of TransMIL, RRT, DTFD and ACMIL have in common.</summary>
internal static class SequenceGolden
{
    /// <summary>An option of the file, or a default where the file does not name it.</summary>
    public static int IntegerOr(this GoldenCase golden, string name, int other) => golden.Parameters.TryGetProperty(name, out var value) ? value.GetInt32() : other;

    public static bool FlagOr(this GoldenCase golden, string name) => golden.Parameters.TryGetProperty(name, out var value) && value.GetBoolean();

    public static ClassTarget Target(this GoldenCase golden) => new((int)golden.Longs("in/label").Single());

    /// <summary>Makes a bag of x, which stays the leaf that receives the gradient.</summary>
    public static MilInput BagOf(this GoldenCase golden, Tensor x) => new(new Bag(golden.Name, x.alias()), golden.Target());

    /// <summary>As ShouldMatchGradients, but for parameters that shift all scores of a softmax alike: their gradient is 0, and what the reference holds of it is rounding.</summary>
    public static void ShouldMatchGradientsButShifts(this GoldenCase golden, nn.Module module, (string Name, Tensor Value) leaf, string prefix, params string[] shifts)
    {
        var parameters = module.named_parameters().ToDictionary(each => each.name, each => (Tensor)each.parameter);
        int seen = 0;
        foreach (string key in golden.Keys.Where(key => key.StartsWith(prefix + "grad/", StringComparison.Ordinal)))
        {
            string name = key[(prefix.Length + "grad/".Length)..];
            Tensor gradient = name == leaf.Name ? leaf.Value.grad! : parameters[name].grad!;
            seen++;
            if (!shifts.Any(shift => name.EndsWith(shift, StringComparison.Ordinal)))
            {
                golden.ShouldMatch(key, gradient);
                continue;
            }

            golden.Doubles(key).Should().OnlyContain(value => Math.Abs(value) < 1e-14, "the reference holds rounding only");
            using Tensor largest = gradient.abs().max();
            largest.item<double>().Should().BeLessThan(1e-14);
        }

        seen.Should().BePositive("the case holds gradients");
    }
}
