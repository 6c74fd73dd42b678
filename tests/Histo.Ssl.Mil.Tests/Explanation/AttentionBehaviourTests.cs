using CsCheck;
using Histo.Ssl.Mil.Explanation;

namespace Histo.Ssl.Mil.Tests.Explanation;

public class AttentionBehaviourTests
{
    [Fact]
    public void Of_FourSlides_EqualsCountingByHand()
    {
        AttentionBehaviour behaviour = AttentionBehaviour.Of(
        [
            new("concentrated, right", [0.9, 0.1, 0, 0, 0, 0], [true, false, false, true, false, false]),
            new("concentrated, wrong", [0.2, 0.5, 0.1, 0.1, 0.05, 0.05], [true, false, false, false, false, true]),
            new("negative", [0.6, 0.4], [false, false]),
            new("nobody knows", [0.25, 0.25, 0.25, 0.25]),
        ]);
        (behaviour.Slides, behaviour.PositiveSlides).Should().Be((4, 2));
        behaviour.HighAttentionRatio.Should().Be(0.75, "0.5 counts");
        behaviour.Top1Alignment.Should().Be(0.5);
        behaviour.Top5Alignment.Should().BeApproximately(((2 / 5.0) + (1 / 5.0)) / 2, 1e-12, "of equal tiles the first are taken");
        behaviour.HighAlignment.Should().Be(0.5, "two tiles of positive slides reach 0.5, one of them is positive");
        behaviour.Maxima.Should().Equal(0.9, 0.5, 0.6, 0.25);
        behaviour.Histogram.Sum().Should().Be(4);
        behaviour.Histogram[18].Should().Be(1);
        behaviour.Histogram[10].Should().Be(1);
        behaviour.Histogram[5].Should().Be(1);
    }

    [Fact]
    public void Of_RandomSlides_EqualsNaiveLoops() =>
        Gen.Select(Gen.Double[0, 1].Array[1, 12], Gen.Bool.Array[12]).Array[1, 6].Sample(drawn =>
        {
            SlideAttention[] slides = [.. drawn.Select((each, index) => new SlideAttention($"s{index}", Normalised(each.Item1), [.. each.Item2.Take(each.Item1.Length)]))];
            double top1 = 0, top5 = 0, high = 0, highPositive = 0, concentrated = 0;
            int positives = 0;
            foreach (SlideAttention slide in slides)
            {
                int[] order = [.. Enumerable.Range(0, slide.Attention.Count)];
                Array.Sort(order, (a, b) => slide.Attention[b] != slide.Attention[a] ? slide.Attention[b].CompareTo(slide.Attention[a]) : a.CompareTo(b));
                concentrated += slide.Attention[order[0]] >= 0.5 ? 1 : 0;
                if (!slide.Positive!.Contains(true))
                {
                    continue;
                }

                positives++;
                top1 += slide.Positive![order[0]] ? 1 : 0;
                int seen = Math.Min(5, order.Length), right = 0;
                for (int rank = 0; rank < seen; rank++)
                {
                    right += slide.Positive![order[rank]] ? 1 : 0;
                }

                top5 += (double)right / seen;
                for (int tile = 0; tile < order.Length; tile++)
                {
                    high += slide.Attention[tile] >= 0.5 ? 1 : 0;
                    highPositive += slide.Attention[tile] >= 0.5 && slide.Positive![tile] ? 1 : 0;
                }
            }

            AttentionBehaviour behaviour = AttentionBehaviour.Of(slides);
            behaviour.HighAttentionRatio.Should().BeApproximately(concentrated / slides.Length, 1e-12);
            Compare(behaviour.Top1Alignment, top1, positives);
            Compare(behaviour.Top5Alignment, top5, positives);
            Compare(behaviour.HighAlignment, highPositive, high);
        });

    [Fact]
    public void Of_OneTile_LandsInTheLastBin() => AttentionBehaviour.Of([new("one", [1.0], [true])]).Histogram[^1].Should().Be(1);

    [Fact]
    public void Of_WrongInput_IsOneCodeEach()
    {
        Code([]).Should().Be(ErrorCodes.ScoresMismatch);
        Code([new("sum", [0.5, 0.4])]).Should().Be(ErrorCodes.NotAnAttention);
        Code([new("negative", [1.5, -0.5])]).Should().Be(ErrorCodes.NotAnAttention);
        Code([new("NaN", [double.NaN, 1])]).Should().Be(ErrorCodes.NotAnAttention);
        Code([new("labels", [0.5, 0.5], [true])]).Should().Be(ErrorCodes.ScoresMismatch);
    }

    private static void Compare(double? actual, double sum, double count)
    {
        if (count == 0)
        {
            actual.Should().BeNull();
        }
        else
        {
            actual.Should().BeApproximately(sum / count, 1e-12);
        }
    }

    private static double[] Normalised(double[] weights)
    {
        // Powers make some slides concentrated.
        double[] sharp = [.. weights.Select(weight => Math.Pow(weight, 6) + 1e-9)];
        return [.. sharp.Select(weight => weight / sharp.Sum())];
    }

    private static string Code(SlideAttention[] slides) => FluentActions.Invoking(() => AttentionBehaviour.Of(slides)).Should().Throw<HistoException>().Which.Code;
}
