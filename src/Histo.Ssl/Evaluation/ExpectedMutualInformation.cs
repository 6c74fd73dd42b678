namespace Histo.Ssl.Evaluation;

/// <summary>Mean mutual information of two random partitions with given cluster sizes.</summary>
/// <remarks>Source: N. Vinh, J. Epps, J. Bailey, JMLR 11, 2010, equation 24 (hypergeometric model).</remarks>
internal static class ExpectedMutualInformation
{
    public static double Of(long[] first, long[] second, int total)
    {
        double[] logFactorial = LogFactorials(total);
        double sum = 0;
        foreach (int a in first)
        {
            foreach (int b in second)
            {
                int most = Math.Min(a, b);
                double constant = logFactorial[a] + logFactorial[b] + logFactorial[total - a] + logFactorial[total - b] - logFactorial[total];
                for (int n = Math.Max(1, a + b - total); n <= most; n++)
                {
                    double probability = Math.Exp(
                        constant - logFactorial[n] - logFactorial[a - n] - logFactorial[b - n] - logFactorial[total - a - b + n]);
                    sum += (double)n / total * Math.Log((double)total * n / ((double)a * b)) * probability;
                }
            }
        }

        return sum;
    }

    // Compensated sums: the differences of large logarithms above need every digit.
    private static double[] LogFactorials(int total)
    {
        var values = new double[total + 1];
        double sum = 0, lost = 0;
        for (int n = 2; n <= total; n++)
        {
            double term = Math.Log(n) - lost, next = sum + term;
            lost = next - sum - term;
            sum = next;
            values[n] = sum;
        }

        return values;
    }
}
