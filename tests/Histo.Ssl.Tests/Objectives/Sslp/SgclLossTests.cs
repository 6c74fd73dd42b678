using Histo.Ssl.Objectives;
using Histo.Ssl.Randomness;
using Histo.TestKit;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Tests.Objectives.Sslp;

public sealed class SgclLossTests : IDisposable
{
    private const int Rows = 5, Count = 60, Columns = 6;
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly Tensor _memory = BankTensors.Clumps(3, Count, Columns, 5, 0.4);

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public void Compute_EqualsTheDenseFormula(bool codeDenominator, bool secondView)
    {
        SgclSets sets = Sets();
        Tensor a = LossChecks.Gaussian(1, Rows, Columns).requires_grad_(), v = LossChecks.Gaussian(2, Rows, Columns).requires_grad_();
        LossResult result = new SgclLoss { CodeDenominator = codeDenominator, ChunkRows = 2, Temperature = 0.3 }.Compute(a, _memory, sets, 0.4, secondView ? v : null);
        result.Loss.backward();

        Tensor a2 = a.detach().clone().requires_grad_(), v2 = v.detach().clone().requires_grad_();
        Tensor q = nn.functional.normalize(a2, dim: 1), similarity = q.mm(_memory.t());
        Tensor own = secondView ? (q * nn.functional.normalize(v2, dim: 1)).sum(dim: 1) : similarity.gather(1, sets.Own).squeeze(1);
        Tensor self = -nn.functional.log_softmax(cat([own.unsqueeze(1), similarity.index_select(1, sets.SelfNegatives)], 1) / 0.2, 1).select(1, 0).mean();
        var merged = new List<Tensor>();
        for (int row = 0; row < Rows; row++)
        {
            Tensor S(Tensor table) => (similarity[row].index_select(0, tensor(BankTensors.Ints(table[row]).Where(tile => tile >= 0).Select(tile => (long)tile).ToArray(), dtype: ScalarType.Int64)) / 0.3).exp();
            Tensor positive = S(sets.Positives), others = S(sets.Negatives).detach().sum() + (codeDenominator ? Count - positive.size(0) : 0);
            if (positive.size(0) > 0)
            {
                merged.Add(-((positive.sum() / (positive.sum() + others)) + 1e-7).log());
            }
        }

        merged.Should().HaveCount(Rows - 1);
        Tensor total = self + (0.4 * stack(merged).mean());
        total.backward();
        result.Loss.item<double>().Should().BeApproximately(total.item<double>(), 1e-11);
        result.Terms[SgclLoss.Self].item<double>().Should().BeApproximately(self.item<double>(), 1e-11);
        LossChecks.ShouldBeClose(a.grad!, a2.grad!, 1e-11);
        if (secondView)
        {
            LossChecks.ShouldBeClose(v.grad!, v2.grad!, 1e-11);
        }
    }

    [Fact]
    public void Compute_NoPositivesAtAll_IsTheSelfTerm()
    {
        SgclSets sets = Sets() with { Positives = zeros(Rows, 0, ScalarType.Int64) };
        using Tensor a = LossChecks.Gaussian(1, Rows, Columns).requires_grad_();
        LossResult result = new SgclLoss().Compute(a, _memory, sets, 1);
        result.Loss.item<double>().Should().Be(result.Terms[SgclLoss.Self].item<double>());
        result.Loss.backward();
        a.grad!.isfinite().all().item<bool>().Should().BeTrue();
    }

    [Fact]
    public void Compute_LeavesNothingBehind()
    {
        using Tensor a = LossChecks.Gaussian(1, Rows, Columns).requires_grad_();
        SgclSets sets = Sets();
        LiveTensors.ShouldStayConstant(() =>
        {
            using LossResult result = new SgclLoss().Compute(a, _memory, sets, 1);
            result.Loss.backward();
        });
    }

    public void Dispose() => _scope.Dispose();

    private static SgclSets Sets()
    {
        var random = new CounterRandom(4, 0, 0, RandomSlot.Custom);
        int[] Draw(int count) => [.. Enumerable.Range(0, count).Select(_ => random.Next(Count))];
        return new SgclSets(
            BankTables.Column([.. Enumerable.Range(10, Rows)], CPU),
            BankTables.Pad([.. Enumerable.Range(0, Rows).Select(row => row == 2 ? [] : Draw(3 + row))], CPU),
            BankTables.Pad([.. Enumerable.Range(0, Rows).Select(_ => Draw(8))], CPU),
            tensor(Array.ConvertAll(Draw(20), tile => (long)tile)));
    }
}
