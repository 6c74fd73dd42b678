using Histo.Ssl.Collectives;
using Histo.Ssl.Objectives;
using Histo.TestKit;
using TorchSharp;
using static Histo.Ssl.Tests.Objectives.LossChecks;
using static TorchSharp.torch;

namespace Histo.Ssl.Tests.Objectives;

public sealed class SupConLossTests : IDisposable
{
    private static readonly long[] Classes = [0, 1, 1, 2, 0, 1];
    private readonly DisposeScope _scope = NewDisposeScope();

    [Theory]
    [InlineData(SupConContrast.All, SupConDenominator.AllOthers)]
    [InlineData(SupConContrast.One, SupConDenominator.AllOthers)]
    [InlineData(SupConContrast.All, SupConDenominator.NegativesOnly)]
    [InlineData(SupConContrast.One, SupConDenominator.NegativesOnly)]
    public void Compute_NaiveLoops_GiveTheSame(SupConContrast contrast, SupConDenominator denominator)
    {
        Tensor z = Gaussian(3, 12, 5).reshape(6, 2, 5), rows = z.transpose(0, 1).reshape(12, 5);
        int anchors = contrast == SupConContrast.One ? 6 : 12;
        bool[] flags = [.. Gaussian(4, anchors, 12).data<double>().Select(value => value > 0.5)];
        Tensor excluded = tensor(flags).reshape(anchors, 12);
        var loss = new SupConLoss { Temperature = 0.3, BaseTemperature = 0.2, Contrast = contrast, Denominator = denominator };
        LossResult result = loss.Compute(z, tensor(Classes), excluded: excluded);
        double expected = NaiveContrast.SupCon(
            rows, anchors, (a, c) => Classes[a % 6] == Classes[c % 6], (a, c) => flags[(a * 12) + c], 0.3, 0.2, denominator == SupConDenominator.NegativesOnly);
        result.Loss.item<double>().Should().BeApproximately(expected, 1e-12);
        double ofTerms = 1.5 * (result.Terms[SupConLoss.LogDenominator] - (result.Terms[SupConLoss.Alignment] / 0.3)).item<double>();
        ofTerms.Should().BeApproximately(expected, 1e-12);
        result.Terms[SupConLoss.Positives].item<double>().Should().BeApproximately((5 + 5 + 5 + 3 + 3 + 1) / 6.0, 1e-12);
    }

    [Fact]
    public void Compute_IdenticalRowsWithoutLabels_CostTheLogarithmOfTheOthers()
    {
        Tensor z = ones([6, 2, 4], ScalarType.Float64);
        new SupConLoss { Temperature = 0.1 }.Compute(z).Loss.item<double>().Should().BeApproximately(Math.Log(11) / 0.7, 1e-12);
        (Math.Log(11) / 0.7).Should().BeApproximately(3.42556, 1e-5);
    }

    [Fact]
    public void Compute_WithoutLabels_IsNtXentTimesTheRatioOfTemperatures()
    {
        Tensor a = Gaussian(1, 7, 5), b = Gaussian(2, 7, 5);
        double simClr = new NtXentLoss { Temperature = 0.3 }.Compute(a, b).Loss.item<double>();
        new SupConLoss { Temperature = 0.3 }.Compute(stack([a, b], 1)).Loss.item<double>().Should().BeApproximately(0.3 / 0.07 * simClr, 1e-11);
    }

    [Fact]
    public void Compute_AnchorsWithoutPositivesAndNegatives_CountAsZeroWithFiniteGradient()
    {
        Tensor z = Gaussian(3, 4, 5).reshape(4, 1, 5).requires_grad_(), labels = tensor(new long[] { 0, 1, 2, 2 });
        Tensor excluded = ones([4, 4], ScalarType.Bool);
        Tensor loss = new SupConLoss().Compute(z, labels, excluded: excluded).Loss;
        loss.item<double>().Should().BeApproximately(0, 1e-12, "two anchors have no positive, and the others nothing but their positive in the denominator");
        loss.backward();
        z.grad!.isfinite().all().item<bool>().Should().BeTrue();
    }

    [Fact]
    public void Compute_OneClassWithoutNegatives_IsZeroWithFiniteGradient()
    {
        Tensor z = Gaussian(3, 6, 5).reshape(3, 2, 5).requires_grad_();
        Tensor loss = new SupConLoss { Denominator = SupConDenominator.NegativesOnly }.Compute(z, zeros(3, ScalarType.Int64)).Loss;
        loss.item<double>().Should().Be(0);
        loss.backward();
        z.grad!.count_nonzero().item<long>().Should().Be(0);
    }

    [Fact]
    public void Compute_ExcludedPositives_StayWhereTheyAre()
    {
        Tensor z = Gaussian(3, 12, 5).reshape(6, 2, 5), labels = tensor(Classes), all = labels.repeat(2);
        Tensor positives = all.unsqueeze(1) == all.unsqueeze(0);
        new SupConLoss().Compute(z, labels, excluded: positives).Loss.item<double>().Should().Be(new SupConLoss().Compute(z, labels).Loss.item<double>());
    }

    [Theory]
    [InlineData(SupConDenominator.AllOthers)]
    [InlineData(SupConDenominator.NegativesOnly)]
    public void Compute_Gradient_IsTheSlope(SupConDenominator denominator) =>
        GradientShouldBeTheSlope((a, b, ranks) => Labelled(a, b, ranks, denominator), 5, 6, 4);

    [Theory]
    [InlineData(SupConDenominator.AllOthers)]
    [InlineData(SupConDenominator.NegativesOnly)]
    public void Compute_TwoRanks_AreTheWholeBatch(SupConDenominator denominator) =>
        TwoHalvesShouldBeTheWhole((a, b, ranks) => Labelled(a, b, ranks, denominator), 11, 3, 4);

    [Fact]
    public void Compute_HalfPrecision_IsComputedInSingle() => TypeShouldBeAtLeastSingle((a, b, ranks) => new SupConLoss().Compute(stack([a, b], 1), null, ranks));

    [Fact]
    public void Compute_WrongShapes_Throw()
    {
        Action[] wrong =
        [
            () => new SupConLoss().Compute(zeros(4, 3)),
            () => new SupConLoss().Compute(zeros(1, 1, 3)),
            () => new SupConLoss().Compute(zeros(4, 2, 0)),
            () => new SupConLoss().Compute(zeros(4, 2, 3), zeros(3, ScalarType.Int64)),
            () => new SupConLoss().Compute(zeros(4, 2, 3), zeros(4)),
            () => new SupConLoss().Compute(zeros(4, 2, 3), excluded: zeros([4, 8], ScalarType.Bool)),
            () => new SupConLoss().Compute(zeros(4, 2, 3), excluded: zeros([8, 8])),
            () => new SupConLoss { Contrast = SupConContrast.One }.Compute(zeros(4, 2, 3), excluded: zeros([8, 8], ScalarType.Bool)),
        ];
        foreach (Action action in wrong)
        {
            action.Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.WrongShape);
        }
    }

    [Fact]
    public void Compute_LeavesNoTensorBehind()
    {
        using Tensor z = Gaussian(1, 12, 5).reshape(6, 2, 5).requires_grad_(), labels = tensor(Classes), excluded = ones([12, 12], ScalarType.Bool);
        LiveTensors.ShouldStayConstant(() =>
        {
            using LossResult result = new SupConLoss { Denominator = SupConDenominator.NegativesOnly }.Compute(z, labels, null, excluded);
            result.Loss.backward();
        });
    }

    public void Dispose() => _scope.Dispose();

    private static LossResult Labelled(Tensor a, Tensor b, ICollective? ranks, SupConDenominator denominator)
    {
        long rows = a.size(0);
        Tensor labels = tensor(Classes).narrow(0, (ranks?.Rank ?? 0) * rows, rows);
        return new SupConLoss { Temperature = 0.5, Denominator = denominator }.Compute(stack([a, b], 1), labels, ranks);
    }
}
