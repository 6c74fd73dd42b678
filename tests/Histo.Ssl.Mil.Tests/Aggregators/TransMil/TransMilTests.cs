using Histo.Ssl.Mil.Aggregators;
using Histo.Ssl.Mil.Bags;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Tests.Aggregators;

public sealed class TransMilTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    [Theory]
    [InlineData(1, 5, true)]
    [InlineData(7, 5, true)]
    [InlineData(70, 70, true)]
    [InlineData(150, 70, true)]
    [InlineData(40, 6, false)]
    public void Nystrom_AnyLength_IsTheDenseFormula(int length, int landmarks, bool convolution)
    {
        using var attention = new NystromAttention(12, 3, landmarks, 6, convolution ? 5 : null, 0);
        DefaultWeights.Draw(attention, 3);
        attention.to(float64);
        Tensor x = SequenceBags.Values(1, float64, length, 12);
        Dense dense = Dense.Of(attention, x, landmarks);
        (attention.call(x) - dense.Output).abs().max().item<double>().Should().BeLessThan(1e-9);
        (attention.Terms(x).FirstRow() - dense.FirstRow).abs().max().item<double>().Should().BeLessThan(1e-9);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 4)]
    [InlineData(5, 9)]
    [InlineData(9, 9)]
    [InlineData(10, 16)]
    public void Square_AnyNumber_RepeatsTheFirstInstances(int count, int squared)
    {
        using var model = new TransMilAggregator(new() { Width = 8, Heads = 2, Landmarks = 4 }, 3, 2, 1);
        Tensor instances = SequenceBags.Values(1, float32, count, 8), tokens = model.Square(instances);
        tokens.shape.Should().Equal(squared + 1, 8);
        for (int i = 0; i < squared; i++)
        {
            tokens[i + 1].equal(instances[i % count]).all().item<bool>().Should().BeTrue();
        }
    }

    [Fact]
    public void Share_NegativeNumbers_BecomeZero()
    {
        Tensor share = TransMilAggregator.Share(tensor(new[] { -1.0, 1, 3 }).reshape(1, 3));
        share.data<double>().ToArray().Should().Equal(0, 0.25, 0.75);
    }

    [Fact]
    public void Share_NothingPositive_IsUniform() =>
        TransMilAggregator.Share(tensor(new[] { -1.0, -2 }).reshape(1, 2)).data<double>().ToArray().Should().Equal(0.5, 0.5);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Forward_TwentyThousandInstances_NeedsNoSquareOfThem(bool training)
    {
        // One 20,000 x 20,000 matrix in float32 has 1.6 GB.
        using var model = new TransMilAggregator(new() { Width = 32, Heads = 4, Landmarks = 16 }, 8, 2, 1);
        model.train(training);
        using Bag bag = SequenceBags.Gaussian(20_000, 8, type: float32);
        PeakMemory.Growth(() =>
        {
            using MilOutput output = model.Forward(new MilInput(bag, new ClassTarget(0)));
            output.Attention!.size(1).Should().Be(20_000);
            if (training)
            {
                output.Loss().backward();
            }
        }).Should().BeLessThan(600L << 20);
    }

    [Theory]
    [InlineData(10, 4, 33)]
    [InlineData(8, 4, 32)]
    [InlineData(0, 1, 33)]
    public void Create_ImpossibleSizes_Throws(int width, int heads, int kernel) =>
        FluentActions.Invoking(() => new TransMilAggregator(new() { Width = width, Heads = heads, Kernel = kernel }, 3, 2, 1)).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.InvalidOption);

    public void Dispose() => _scope.Dispose();

    /// <summary>The attention with all its matrices.</summary>
    private sealed record Dense(Tensor Output, Tensor FirstRow)
    {
        public static Dense Of(NystromAttention attention, Tensor x, int landmarks)
        {
            var weights = attention.named_parameters().ToDictionary(each => each.name, each => (Tensor)each.parameter);
            long n = x.size(0), l = (n + landmarks - 1) / landmarks, padding = (l * landmarks) - n;
            Tensor padded = cat([zeros(padding, 12, dtype: float64), x], 0), qkv = padded.matmul(weights["to_qkv.weight"].transpose(0, 1));
            var outputs = new List<Tensor>();
            var rows = new List<Tensor>();
            var (q, k, second) = (new List<Tensor>(), new List<Tensor>(), new List<Tensor>());
            for (int head = 0; head < 3; head++)
            {
                q.Add(qkv.narrow(1, head * 4, 4) / 2);
                k.Add(qkv.narrow(1, 12 + (head * 4), 4));
                second.Add(Means(q[head], l).matmul(Means(k[head], l).transpose(0, 1)).softmax(1));
            }

            Tensor inverse = PseudoInverse.Iterate(stack(second), 6);
            for (int head = 0; head < 3; head++)
            {
                Tensor v = qkv.narrow(1, 24 + (head * 4), 4);
                Tensor matrix = q[head].matmul(Means(k[head], l).transpose(0, 1)).softmax(1).matmul(inverse[head]).matmul(Means(q[head], l).matmul(k[head].transpose(0, 1)).softmax(1));
                Tensor mixed = matrix.matmul(v);
                if (weights.TryGetValue("res_conv.weight", out Tensor? kernel))
                {
                    mixed += Convolved(v, kernel[head].reshape(-1));
                }

                outputs.Add(mixed);
                rows.Add(matrix[padding].narrow(0, padding, n));
            }

            Tensor output = cat(outputs, 1).narrow(0, padding, n).matmul(weights["to_out.0.weight"].transpose(0, 1)) + weights["to_out.0.bias"];
            return new Dense(output, stack(rows));
        }

        private static Tensor Means(Tensor rows, long group) => stack(Enumerable.Range(0, (int)(rows.size(0) / group)).Select(i => rows.narrow(0, i * group, group).mean([0])));

        private static Tensor Convolved(Tensor rows, Tensor kernel)
        {
            Tensor sum = zeros_like(rows);
            int reach = (int)kernel.size(0) / 2;
            for (int i = 0; i < rows.size(0); i++)
            {
                for (int t = -reach; t <= reach; t++)
                {
                    if (i + t >= 0 && i + t < rows.size(0))
                    {
                        sum[i] += rows[i + t] * kernel[t + reach];
                    }
                }
            }

            return sum;
        }
    }
}
