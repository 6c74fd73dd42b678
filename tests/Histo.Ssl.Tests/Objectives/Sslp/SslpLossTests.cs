using Histo.Ssl.Objectives;
using Histo.Ssl.Randomness;
using Histo.Ssl.Schedules;
using Histo.TestKit;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Tests.Objectives.Sslp;

public sealed class SslpLossTests : IDisposable
{
    private const int Rows = 6, Count = 80, Columns = 8;
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly Tensor _memory = BankTensors.Clumps(3, Count, Columns, 5, 0.4);

    [Theory]
    [InlineData(false, false, 1)]
    [InlineData(false, true, 4)]
    [InlineData(true, true, 100)]
    [InlineData(true, false, 2)]
    public void Compute_EqualsTheDenseFormula_InValueTermsAndGradient(bool compatible, bool secondView, int chunk)
    {
        SslpSets sets = Sets();
        Tensor a = LossChecks.Gaussian(1, Rows, Columns).requires_grad_(), v = LossChecks.Gaussian(2, Rows, Columns).requires_grad_();
        var loss = new SslpLoss { CodeCompatible = compatible, ChunkRows = chunk, Temperature = 0.2 };
        LossResult result = loss.Compute(a, _memory, sets, 0.3, secondView ? v : null);
        result.Loss.backward();

        Tensor a2 = a.detach().clone().requires_grad_(), v2 = v.detach().clone().requires_grad_();
        (Tensor self, Tensor intra, Tensor inter) = Dense(a2, secondView ? v2 : null, sets, 0.2, compatible);
        Tensor total = self + (0.3 * (intra + inter));
        total.backward();
        Close(result.Loss, total);
        Close(result.Terms[SslpLoss.Self], self);
        Close(result.Terms[SslpLoss.Intra], intra);
        Close(result.Terms[SslpLoss.Inter], inter);
        LossChecks.ShouldBeClose(a.grad!, a2.grad!, 1e-11);
        if (secondView)
        {
            LossChecks.ShouldBeClose(v.grad!, v2.grad!, 1e-11);
        }

        result.Terms.Values.Should().OnlyContain(term => !term.requires_grad);
        _memory.grad.Should().BeNull();
    }

    [Fact]
    public void Compute_AnchorsWithoutNeighbours_CostAConstantInTheAuthorsCode_AndNothingHere()
    {
        SslpSets sets = Sets() with { Intra = full(Rows, 3, -1, ScalarType.Int64), Inter = zeros(Rows, 0, ScalarType.Int64) };
        Tensor a = LossChecks.Gaussian(1, Rows, Columns).requires_grad_();
        LossResult code = new SslpLoss { CodeCompatible = true }.Compute(a, _memory, sets, 1), ours = new SslpLoss().Compute(a, _memory, sets, 1);
        code.Terms[SslpLoss.Intra].item<double>().Should().BeApproximately(16.118096, 1e-6);
        code.Terms[SslpLoss.Inter].item<double>().Should().BeApproximately(16.118096, 1e-6);
        (ours.Terms[SslpLoss.Intra].item<double>(), ours.Terms[SslpLoss.Inter].item<double>()).Should().Be((0, 0));
        code.Loss.backward();
        Tensor gradient = a.grad!.clone();
        a.grad.zero_();
        ours.Loss.backward();
        LossChecks.ShouldBeClose(gradient, a.grad!, 1e-12);
    }

    [Fact]
    public void Ramp_IsThatOfTheAuthors()
    {
        (RampWeight.At(new TrainingMoment(3, 0, 5), 10, null), RampWeight.At(new TrainingMoment(3, 0, 10), 10, null), RampWeight.At(new TrainingMoment(3, 0, 0), 0, null)).Should().Be((Math.Exp(-1.25), 1, 1));
        Math.Exp(-1.25).Should().BeApproximately(0.286505, 1e-6);
        RampWeight.At(new TrainingMoment(50, 1000, 99), 10, 0.1).Should().BeApproximately(0.286505, 1e-6);
        RampWeight.At(new TrainingMoment(0, 0, 5), 10, 0.1).Should().BeApproximately(0.286505, 1e-6, "the length of the run is not known");
        RampWeight.At(new TrainingMoment(0, 1000, 0), 10, 0).Should().Be(1);
    }

    [Fact]
    public void Compute_TwoHalves_AreTheWhole()
    {
        SslpSets sets = Sets();
        Tensor a = LossChecks.Gaussian(1, Rows, Columns);
        double whole = new SslpLoss().Compute(a, _memory, sets, 1).Loss.item<double>();
        (double first, double second) = TwoRanks.Run(ranks =>
        {
            using DisposeScope scope = NewDisposeScope();
            int half = Rows / 2, start = ranks.Rank * half;
            Tensor Part(Tensor table) => table.narrow(0, start, half);
            var own = new SslpSets(Part(sets.Own), Part(sets.Intra), Part(sets.Inter), Part(sets.SelfNegatives), Part(sets.IntraNegatives), Part(sets.InterNegatives));
            return new SslpLoss().Compute(Part(a), _memory, own, 1, collective: ranks).Loss.item<double>();
        });
        ((first + second) / 2).Should().BeApproximately(whole, 1e-11);
    }

    [Fact]
    public void Compute_HalfPrecision_IsComputedInSingle()
    {
        Tensor a = LossChecks.Gaussian(1, Rows, Columns).to(ScalarType.BFloat16).requires_grad_();
        LossResult result = new SslpLoss().Compute(a, _memory.to(ScalarType.Float32), Sets(), 1);
        result.Loss.dtype.Should().Be(ScalarType.Float32);
        result.Loss.backward();
        a.grad!.dtype.Should().Be(ScalarType.BFloat16);
    }

    [Fact]
    public void Compute_WrongShapes_AreRefused()
    {
        SslpSets sets = Sets();
        foreach (Action wrong in new Action[]
        {
            () => new SslpLoss().Compute(zeros(Rows, Columns + 1), _memory, sets, 1),
            () => new SslpLoss().Compute(zeros(Rows + 1, Columns), _memory, sets, 1),
            () => new SslpLoss().Compute(zeros(Rows, Columns), _memory, sets, 1, zeros(Rows, 3)),
            () => new SslpLoss().Compute(zeros(Rows, Columns), _memory, sets with { Inter = zeros(Rows) }, 1),
        })
        {
            wrong.Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.WrongShape);
        }
    }

    [Fact]
    public void Compute_LeavesNothingBehind()
    {
        using Tensor a = LossChecks.Gaussian(1, Rows, Columns).requires_grad_(), v = LossChecks.Gaussian(2, Rows, Columns).requires_grad_();
        SslpSets sets = Sets();
        LiveTensors.ShouldStayConstant(() =>
        {
            using LossResult result = new SslpLoss().Compute(a, _memory, sets, 1, v);
            result.Loss.backward();
        });
    }

    public void Dispose() => _scope.Dispose();

    /// <summary>Random tables; the second anchor has no neighbour on the slide, the third none in feature space, the last fewer negatives.</summary>
    private static SslpSets Sets()
    {
        var random = new CounterRandom(4, 0, 0, RandomSlot.Custom);
        int[][] Lists(int width, int empty) => [.. Enumerable.Range(0, Rows).Select(row => row == empty ? [] : Enumerable.Range(0, 1 + random.Next(width)).Select(_ => random.Next(Count)).Distinct().ToArray())];
        Tensor Negatives() => BankTables.Pad([.. Enumerable.Range(0, Rows).Select(row => Enumerable.Range(0, row == Rows - 1 ? 4 : 9).Select(_ => random.Next(Count)).ToArray())], CPU);
        return new SslpSets(BankTables.Column([.. Enumerable.Range(10, Rows)], CPU), BankTables.Pad(Lists(5, 1), CPU), BankTables.Pad(Lists(7, 2), CPU), Negatives(), Negatives(), Negatives());
    }

    private (Tensor Self, Tensor Intra, Tensor Inter) Dense(Tensor a, Tensor? v, SslpSets sets, double temperature, bool compatible)
    {
        Tensor q = nn.functional.normalize(a, dim: 1), similarity = q.mm(_memory.t());
        var (self, intra, inter) = (new List<Tensor>(), new List<Tensor>(), new List<Tensor>());
        for (int row = 0; row < Rows; row++)
        {
            Tensor D(Tensor table) => similarity[row].index_select(0, tensor(BankTensors.Ints(table[row]).Where(tile => tile >= 0).Select(tile => (long)tile).ToArray(), dtype: ScalarType.Int64));
            Tensor S(Tensor table) => (D(table) / temperature).exp();
            Tensor own = v is null ? D(sets.Own) : (q[row] * nn.functional.normalize(v, dim: 1)[row]).sum().unsqueeze(0);
            self.Add(-nn.functional.log_softmax(cat([own, D(sets.SelfNegatives)]) / temperature, 0)[0]);
            if (compatible || S(sets.Intra).size(0) > 0)
            {
                intra.Add(-((S(sets.Intra).sum() / (S(sets.Intra).sum() + S(sets.IntraNegatives).sum())) + 1e-7).log());
            }

            if (compatible || S(sets.Inter).size(0) > 0)
            {
                inter.Add(-((S(sets.Inter) / (S(sets.Inter) + S(sets.InterNegatives).sum())).sum() + 1e-7).log());
            }
        }

        return (stack(self).mean(), stack(intra).mean(), stack(inter).mean());
    }

    private static void Close(Tensor actual, Tensor expected) => actual.item<double>().Should().BeApproximately(expected.item<double>(), 1e-11 * Math.Max(1, Math.Abs(expected.item<double>())));
}
