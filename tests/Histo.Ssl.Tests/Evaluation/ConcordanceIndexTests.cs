using CsCheck;
using Histo.Ssl.Evaluation;

namespace Histo.Ssl.Tests.Evaluation;

public class ConcordanceIndexTests
{
    private static readonly Gen<(int Time, bool Event, int Risk)[]> Cohort = Gen.Select(Gen.Int[0, 6], Gen.Bool, Gen.Int[-3, 3]).Array[0, 40];

    [Fact]
    public void Of_ManyTies_EqualsTheNaiveLoop() => Cohort.Sample(cohort => Of(cohort).Should().Be(Naive(cohort)));

    [Fact]
    public void Of_RisksReversed_IsTheComplement() => Cohort.Sample(cohort =>
    {
        double? reversed = Of([.. cohort.Select(each => (each.Time, each.Event, -each.Risk))]);
        (reversed is null).Should().Be(Of(cohort) is null);
        (reversed ?? 0.5).Should().BeApproximately(1 - (Of(cohort) ?? 0.5), 1e-14);
    });

    [Fact]
    public void Of_NoEvents_IsNull() => Of([(1, false, 0), (2, false, 1)]).Should().BeNull();

    [Fact]
    public void Of_WrongInput_Code()
    {
        Action negative = () => ConcordanceIndex.Of([-1], [true], [0]), notFinite = () => ConcordanceIndex.Of([1], [true], [double.NaN]), lengths = () => ConcordanceIndex.Of([1], [true], []);
        negative.Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.BadSurvival);
        notFinite.Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.BadSurvival);
        lengths.Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.WrongShape);
    }

    private static double? Of((int Time, bool Event, int Risk)[] cohort) =>
        ConcordanceIndex.Of(Array.ConvertAll(cohort, each => (double)each.Time), Array.ConvertAll(cohort, each => each.Event), Array.ConvertAll(cohort, each => (double)each.Risk));

    private static double? Naive((int Time, bool Event, int Risk)[] cohort)
    {
        double right = 0, pairs = 0;
        foreach (var a in cohort.Where(each => each.Event))
        {
            foreach (var b in cohort.Where(each => each.Time > a.Time || (each.Time == a.Time && !each.Event)))
            {
                pairs++;
                right += a.Risk > b.Risk ? 1 : a.Risk == b.Risk ? 0.5 : 0;
            }
        }

        return pairs == 0 ? null : right / pairs;
    }
}
