namespace Histo.Ssl.Evaluation;

/// <summary>Limited-memory BFGS for smooth convex functions.</summary>
/// <remarks>
/// The line search looks for a small slope rather than a small value: along a line the slope of a convex function only grows, and it stays precise where differences of values
/// drown in rounding. Source: J. Nocedal, S. Wright, "Numerical Optimization", 2nd edition, algorithm 7.4 (two-loop recursion).
/// </remarks>
internal static class Lbfgs
{
    private const int Memory = 20;

    public static LbfgsResult Minimise(Func<double[], double[], double> function, double[] start, double tolerance, int maxIterations)
    {
        int size = start.Length;
        double[] point = (double[])start.Clone(), gradient = new double[size], next = new double[size], nextGradient = new double[size], direction = new double[size];
        double value = function(point, gradient);
        double target = tolerance * Math.Max(Largest(gradient), double.Epsilon);
        var pairs = new List<(double[] Step, double[] Change, double Curvature)>(Memory);
        int iteration = 0;
        for (; iteration < maxIterations && Largest(gradient) > target; iteration++)
        {
            Direct(gradient, pairs, direction);
            double? nextValue = Search(function, point, value, gradient, direction, next, nextGradient);
            if (nextValue is null)
            {
                break;
            }

            Remember(pairs, point, gradient, next, nextGradient);
            value = nextValue.Value;
            (point, next, gradient, nextGradient) = (next, point, nextGradient, gradient);
        }

        double norm = Largest(gradient);
        return new LbfgsResult(point, value, norm, iteration, norm <= target);
    }

    // direction = -(inverse Hessian estimate) x gradient.
    private static void Direct(double[] gradient, List<(double[] Step, double[] Change, double Curvature)> pairs, double[] direction)
    {
        for (int i = 0; i < direction.Length; i++)
        {
            direction[i] = -gradient[i];
        }

        if (pairs.Count == 0)
        {
            double norm = DenseVector.Norm(direction);
            Scale(direction, 1 / Math.Max(norm, 1e-300));
            return;
        }

        var factors = new double[pairs.Count];
        for (int i = pairs.Count - 1; i >= 0; i--)
        {
            factors[i] = DenseVector.Dot(pairs[i].Step, direction) / pairs[i].Curvature;
            DenseVector.AddScaled(direction, -factors[i], pairs[i].Change);
        }

        Scale(direction, pairs[^1].Curvature / DenseVector.Dot(pairs[^1].Change, pairs[^1].Change));
        for (int i = 0; i < pairs.Count; i++)
        {
            double factor = DenseVector.Dot(pairs[i].Change, direction) / pairs[i].Curvature;
            DenseVector.AddScaled(direction, factors[i] - factor, pairs[i].Step);
        }
    }

    // Finds a step whose slope lies between 0.9 of the slope at the start and its mirror, by doubling, then regula falsi guarded by bisection.
    private static double? Search(Func<double[], double[], double> function, double[] point, double value, double[] gradient, double[] direction, double[] next, double[] nextGradient)
    {
        double slope0 = DenseVector.Dot(gradient, direction);
        if (!(slope0 < 0))
        {
            return null;
        }

        double low = 0, lowSlope = slope0, high = double.PositiveInfinity, highSlope = double.NaN, step = 1;
        for (int trial = 0; trial < 60; trial++)
        {
            point.CopyTo(next, 0);
            DenseVector.AddScaled(next, step, direction);
            double nextValue = function(next, nextGradient);
            double slope = DenseVector.Dot(nextGradient, direction);
            bool lower = nextValue <= value + (1e-12 * Math.Abs(value));
            if (lower && slope >= 0.9 * slope0 && slope <= -0.1 * slope0)
            {
                return nextValue;
            }

            if (double.IsFinite(slope) && slope < 0 && double.IsFinite(nextValue))
            {
                (low, lowSlope) = (step, slope);
            }
            else
            {
                (high, highSlope) = (step, slope);
            }

            step = Next(low, lowSlope, high, highSlope);
        }

        return null;
    }

    private static double Next(double low, double lowSlope, double high, double highSlope)
    {
        if (double.IsPositiveInfinity(high))
        {
            return low * 2;
        }

        double width = high - low;
        if (!double.IsFinite(highSlope))
        {
            return low + (0.1 * width);
        }

        double root = low + (width * lowSlope / (lowSlope - highSlope));
        return Math.Clamp(root, low + (0.1 * width), high - (0.1 * width));
    }

    private static void Remember(List<(double[] Step, double[] Change, double Curvature)> pairs, double[] point, double[] gradient, double[] next, double[] nextGradient)
    {
        double[] step = (double[])next.Clone(), change = (double[])nextGradient.Clone();
        DenseVector.AddScaled(step, -1, point);
        DenseVector.AddScaled(change, -1, gradient);
        double curvature = DenseVector.Dot(step, change);
        if (curvature <= 1e-300)
        {
            return;
        }

        if (pairs.Count == Memory)
        {
            pairs.RemoveAt(0);
        }

        pairs.Add((step, change, curvature));
    }

    private static double Largest(double[] values)
    {
        double largest = 0;
        foreach (double value in values)
        {
            largest = Math.Max(largest, Math.Abs(value));
        }

        return largest;
    }

    private static void Scale(double[] values, double factor)
    {
        foreach (ref double value in values.AsSpan())
        {
            value *= factor;
        }
    }
}
