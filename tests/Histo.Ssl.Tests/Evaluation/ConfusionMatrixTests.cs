using CsCheck;
using Histo.Ssl.Evaluation;

namespace Histo.Ssl.Tests.Evaluation;

public class ConfusionMatrixTests
{
    [Fact]
    public void Of_Binary_ClosedForms()
    {
        // TP 3, FN 1, FP 2, TN 4.
        ConfusionMatrix matrix = ConfusionMatrix.Of([1, 1, 1, 1, 0, 0, 0, 0, 0, 0], [1, 1, 1, 0, 1, 1, 0, 0, 0, 0]);
        (matrix[0, 0], matrix[0, 1], matrix[1, 0], matrix[1, 1]).Should().Be((4, 2, 1, 3));
        matrix.Accuracy.Should().Be(0.7);
        matrix.BalancedAccuracy.Should().BeApproximately((0.75 + (4.0 / 6)) / 2, 1e-15);
        matrix.F1Of(1).Should().BeApproximately(6.0 / 9, 1e-15);
        matrix.F1Of(7).Should().Be(0);
        matrix.Matthews.Should().BeApproximately(((3 * 4) - (2 * 1)) / Math.Sqrt(5.0 * 4 * 6 * 5), 1e-15);
        matrix.Kappa().Should().BeApproximately((0.7 - 0.5) / 0.5, 1e-15);
        matrix.Kappa(KappaWeighting.Linear).Should().BeApproximately(matrix.Kappa(KappaWeighting.Quadratic), 1e-15, "two classes have one distance");
    }

    [Fact]
    public void Of_ClassesRenamedOrSamplesPermuted_ScoresStay() => Gen.Select(Gen.Int[0, 3], Gen.Int[0, 3]).Array[2, 40].Sample(pairs =>
    {
        int[] names = [7, -2, 30, 4];
        ConfusionMatrix plain = Of(pairs), renamed = Of([.. pairs.Select(pair => (names[pair.Item1], names[pair.Item2]))]), reversed = Of([.. pairs.Reverse()]);
        foreach (ConfusionMatrix other in new[] { renamed, reversed })
        {
            other.Accuracy.Should().Be(plain.Accuracy);
            other.BalancedAccuracy.Should().BeApproximately(plain.BalancedAccuracy, 1e-14);
            other.MacroF1.Should().BeApproximately(plain.MacroF1, 1e-14);
            other.Matthews.Should().BeApproximately(plain.Matthews, 1e-14);
        }
    });

    [Fact]
    public void Of_ConstantOrEmpty_IsSaid()
    {
        ConfusionMatrix.Of([0, 1, 1], [1, 1, 1]).Matthews.Should().Be(0);
        ConfusionMatrix.Of([1], [1]).Kappa().Should().Be(double.NaN);
        Action empty = () => ConfusionMatrix.Of([], []);
        empty.Should().Throw<HistoException>().Where(error => error.Code == ErrorCodes.WrongShape);
    }

    private static ConfusionMatrix Of((int, int)[] pairs) => ConfusionMatrix.Of(Array.ConvertAll(pairs, pair => pair.Item1), Array.ConvertAll(pairs, pair => pair.Item2));
}
