namespace Histo.Ssl.Evaluation;

/// <summary>Student's t distribution with a whole number of degrees of freedom.</summary>
/// <remarks>Source: M. Abramowitz, I. Stegun, "Handbook of Mathematical Functions", 26.7.3 and 26.7.4: finite sums in the angle atan(t / sqrt(degrees)).</remarks>
internal static class StudentT
{
    /// <summary>Returns the t with P(|T| &lt;= t) = level, by bisection of the angle to the last bit.</summary>
    public static double TwoSidedQuantile(double level, int degrees)
    {
        double low = 0, high = Math.PI / 2;
        for (int halving = 0; halving < 64; halving++)
        {
            double middle = (low + high) / 2;
            (low, high) = TwoSided(middle, degrees) < level ? (middle, high) : (low, middle);
        }

        return Math.Sqrt(degrees) * Math.Tan((low + high) / 2);
    }

    private static double TwoSided(double angle, int degrees)
    {
        double sine = Math.Sin(angle), square = Math.Cos(angle) * Math.Cos(angle);
        bool odd = degrees % 2 == 1;
        double term = odd ? Math.Cos(angle) : 1, sum = degrees > 1 ? term : 0;
        for (int k = odd ? 3 : 2; k < degrees; k += 2)
        {
            term *= square * (k - 1) / k;
            sum += term;
        }

        return odd ? 2 / Math.PI * (angle + (sine * sum)) : sine * sum;
    }
}
