using Histo.Ssl.Collectives;
using Histo.Ssl.Objectives;
using Histo.Ssl.Randomness;
using Histo.TestKit;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Tests.Objectives;

/// <summary>Checks that hold for every loss on two batches of embeddings.</summary>
public static class LossChecks
{
    public delegate LossResult PairLoss(Tensor first, Tensor second, ICollective? collective);

    /// <summary>Standard normal numbers that depend on the seed only, (rows, columns) in float64.</summary>
    public static Tensor Gaussian(ulong seed, int rows, int columns)
    {
        var random = new CounterRandom(seed, 0, 0, RandomSlot.Custom);
        var values = new double[rows * columns];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = random.NextGaussian();
        }

        return tensor(values).reshape(rows, columns);
    }

    /// <summary>Compares the gradient along random directions with central differences.</summary>
    public static void GradientShouldBeTheSlope(PairLoss loss, ulong seed, int rows, int columns)
    {
        const double step = 1e-5;
        using DisposeScope scope = NewDisposeScope();
        Tensor a = Gaussian(seed, rows, columns).requires_grad_(), b = (0.5 * Gaussian(seed, rows, columns) + Gaussian(seed + 1, rows, columns)).detach().requires_grad_();
        loss(a, b, null).Loss.backward();
        for (ulong direction = 0; direction < 4; direction++)
        {
            Tensor u = Gaussian(seed + 10 + direction, rows, columns), v = Gaussian(seed + 20 + direction, rows, columns);
            double slope = ((a.grad! * u).sum() + (b.grad! * v).sum()).item<double>();
            using IDisposable guard = no_grad();
            double measured = (loss(a + (step * u), b + (step * v), null).Loss - loss(a - (step * u), b - (step * v), null).Loss).item<double>() / (2 * step);
            measured.Should().BeApproximately(slope, 1e-6 * Math.Max(1, Math.Abs(slope)));
        }
    }

    /// <summary>Two ranks with half of the batch each: the mean of their losses, and of their gradients, is that of the whole batch.</summary>
    public static void TwoHalvesShouldBeTheWhole(PairLoss loss, ulong seed, int rows, int columns)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor a = Gaussian(seed, 2 * rows, columns).requires_grad_(), b = Gaussian(seed + 1, 2 * rows, columns).requires_grad_();
        Tensor whole = loss(a, b, null).Loss;
        whole.backward();
        Tensor a2 = a.detach().clone().requires_grad_(), b2 = b.detach().clone().requires_grad_();
        (Tensor first, Tensor second) = TwoRanks.Run(ranks =>
            loss(a2.narrow(0, ranks.Rank * rows, rows), b2.narrow(0, ranks.Rank * rows, rows), ranks).Loss.DetachFromDisposeScope());

        Tensor mean = (first + second) / 2;
        mean.backward();
        mean.item<double>().Should().BeApproximately(whole.item<double>(), 1e-11 * Math.Abs(whole.item<double>()));
        ShouldBeClose(a2.grad!, a.grad!, 1e-11);
        ShouldBeClose(b2.grad!, b.grad!, 1e-11);
        first.Dispose();
        second.Dispose();
    }

    /// <summary>Half-precision inputs are computed in float32; float32 and float64 keep their type.</summary>
    public static void TypeShouldBeAtLeastSingle(PairLoss loss)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor a = Gaussian(1, 16, 8), b = Gaussian(2, 16, 8);
        foreach (ScalarType type in new[] { ScalarType.BFloat16, ScalarType.Float16 })
        {
            Tensor half = a.to(type).requires_grad_();
            Tensor value = loss(half, b.to(type), null).Loss;
            value.dtype.Should().Be(ScalarType.Float32);
            value.item<float>().Should().Be(loss(half.detach().to(ScalarType.Float32), b.to(type).to(ScalarType.Float32), null).Loss.item<float>());
            value.backward();
            half.grad!.dtype.Should().Be(type);
        }

        double exact = loss(a, b, null).Loss.item<double>();
        Tensor single = loss(a.to(ScalarType.Float32), b.to(ScalarType.Float32), null).Loss;
        single.dtype.Should().Be(ScalarType.Float32);
        ((double)single.item<float>()).Should().BeApproximately(exact, 1e-5 * exact);
    }

    /// <summary>Wrong shapes are refused before libtorch sees them.</summary>
    public static void WrongShapesShouldBeRefused(PairLoss loss)
    {
        using DisposeScope scope = NewDisposeScope();
        (long[] First, long[] Second)[] wrong = [([4, 3], [4, 2]), ([4, 3], [5, 3]), ([4], [4]), ([4, 3, 1], [4, 3, 1]), ([1, 3], [1, 3]), ([4, 0], [4, 0])];
        foreach ((long[] first, long[] second) in wrong)
        {
            FluentActions.Invoking(() => loss(zeros(first), zeros(second), null)).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.WrongShape);
        }
    }

    /// <summary>Nothing is left behind, with backward.</summary>
    public static void NothingShouldLeak(PairLoss loss)
    {
        using Tensor a = Gaussian(1, 8, 5).requires_grad_(), b = Gaussian(2, 8, 5).requires_grad_();
        LiveTensors.ShouldStayConstant(() =>
        {
            using LossResult result = loss(a, b, null);
            result.Loss.backward();
        });
    }

    public static void ShouldBeClose(Tensor actual, Tensor expected, double relative)
    {
        using DisposeScope scope = NewDisposeScope();
        double largest = expected.abs().max().to(ScalarType.Float64).item<double>();
        (actual - expected).abs().max().to(ScalarType.Float64).item<double>().Should().BeLessThanOrEqualTo(relative * largest);
    }
}
