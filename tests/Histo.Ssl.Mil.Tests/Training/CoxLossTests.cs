using CsCheck;
using Histo.Ssl.Mil.Training;

namespace Histo.Ssl.Mil.Tests.Training;

public class CoxLossTests
{
    private static readonly Gen<(double Risk, double Time, bool Event)[]> Cohorts = Gen.Select(Gen.Double[-3, 3], Gen.Int[1, 6], Gen.Bool, (risk, time, happened) => (risk, (double)time, happened)).Array[2, 20];

    [Fact]
    public void Compute_AnyCohort_EqualsTheDoubleLoop() => Cohorts.Sample(cohort =>
    {
        (double loss, _) = CoxLoss.Compute(Risks(cohort), Times(cohort), Events(cohort));
        loss.Should().BeApproximately(Naive(cohort), 1e-10);
    });

    [Fact]
    public void Slopes_AnyCohort_EqualCentralDifferences() => Cohorts.Sample(cohort =>
    {
        (_, double[] slopes) = CoxLoss.Compute(Risks(cohort), Times(cohort), Events(cohort));
        for (int i = 0; i < cohort.Length; i++)
        {
            const double Step = 1e-5;
            double Shifted(double by) => Naive([.. cohort.Select((each, j) => j == i ? (each.Risk + by, each.Time, each.Event) : each)]);
            slopes[i].Should().BeApproximately((Shifted(Step) - Shifted(-Step)) / (2 * Step), 1e-8);
        }
    });

    [Fact]
    public void Slopes_Sum_IsZero_BecauseRisksHaveNoOrigin() => Cohorts.Sample(cohort => CoxLoss.Compute(Risks(cohort), Times(cohort), Events(cohort)).Slopes.Sum().Should().BeApproximately(0, 1e-10));

    private static double Naive((double Risk, double Time, bool Event)[] cohort)
    {
        double sum = 0;
        int events = 0;
        foreach ((double risk, double time, bool _) in cohort.Where(each => each.Event))
        {
            sum -= risk - Math.Log(cohort.Where(other => other.Time >= time).Sum(other => Math.Exp(other.Risk)));
            events++;
        }

        return events == 0 ? 0 : sum / events;
    }

    private static double[] Risks((double Risk, double Time, bool Event)[] cohort) => [.. cohort.Select(each => each.Risk)];

    private static double[] Times((double Risk, double Time, bool Event)[] cohort) => [.. cohort.Select(each => each.Time)];

    private static bool[] Events((double Risk, double Time, bool Event)[] cohort) => [.. cohort.Select(each => each.Event)];
}
