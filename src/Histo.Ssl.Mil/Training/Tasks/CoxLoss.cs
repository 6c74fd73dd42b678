namespace Histo.Ssl.Mil.Training;

/// <summary>The negative log partial likelihood of Cox's model, per observed event, and its gradient in closed form. Ties as Breslow has them.</summary>
/// <remarks>loss = -(1 / events) sum over events i of (r_i - log sum over j with t_j of t_i or later of exp r_j). Source: D. Cox, 1972; N. Breslow, 1974.</remarks>
public static class CoxLoss
{
    /// <summary>Computes the loss.</summary>
    /// <param name="risks">Log risks, one a bag.</param>
    /// <param name="times">Times to event or censoring.</param>
    /// <param name="events">Whether the event was observed.</param>
    /// <returns>Loss, and its derivative by each risk; 0 without an event.</returns>
    /// <exception cref="HistoException">HS0002: the lengths differ.</exception>
    public static (double Loss, double[] Slopes) Compute(IReadOnlyList<double> risks, IReadOnlyList<double> times, IReadOnlyList<bool> events)
    {
        ArgumentNullException.ThrowIfNull(risks);
        ArgumentNullException.ThrowIfNull(times);
        ArgumentNullException.ThrowIfNull(events);
        if (risks.Count != times.Count || risks.Count != events.Count)
        {
            throw new HistoException(ErrorCodes.WrongShape, "there is not one time and event a risk", nameof(CoxLoss), $"{times.Count} times, {events.Count} events", risks.Count);
        }

        int observed = events.Count(happened => happened);
        var slopes = new double[risks.Count];
        if (observed == 0)
        {
            return (0, slopes);
        }

        // From the latest on, so that the sum over those still at risk grows; equal times join together.
        int[] order = [.. Enumerable.Range(0, risks.Count).OrderByDescending(i => times[i])];
        double largest = risks.Max(), sum = 0, loss = 0;
        var shares = new double[risks.Count];
        for (int start = 0; start < order.Length;)
        {
            int end = start;
            while (end < order.Length && times[order[end]].Equals(times[order[start]]))
            {
                sum += Math.Exp(risks[order[end++]] - largest);
            }

            int happened = 0;
            for (int i = start; i < end; i++)
            {
                if (events[order[i]])
                {
                    happened++;
                    loss -= risks[order[i]] - largest - Math.Log(sum);
                    slopes[order[i]] -= 1;
                }
            }

            shares[start] = happened / sum;
            start = end;
        }

        // Each bag is in the sums of all events at its own time and before.
        double gathered = 0;
        for (int start = order.Length; start > 0;)
        {
            int end = start;
            while (start > 0 && times[order[start - 1]].Equals(times[order[end - 1]]))
            {
                start--;
            }

            gathered += shares[start];
            for (int i = start; i < end; i++)
            {
                slopes[order[i]] += gathered * Math.Exp(risks[order[i]] - largest);
            }
        }

        return (loss / observed, [.. slopes.Select(slope => slope / observed)]);
    }
}
