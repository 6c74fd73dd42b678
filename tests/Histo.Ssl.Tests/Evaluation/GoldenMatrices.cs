using Histo.Ssl.Evaluation;
using Histo.TestKit.Golden;

namespace Histo.Ssl.Tests.Evaluation;

internal static class GoldenMatrices
{
    public static FeatureMatrix Matrix(this GoldenCase golden, string key)
    {
        long[] shape = golden.Shape(key);
        return new FeatureMatrix((int)shape[0], (int)shape[1], golden.Doubles(key));
    }

    public static int[] Ints(this GoldenCase golden, string key) => Array.ConvertAll(golden.Longs(key), value => (int)value);
}
