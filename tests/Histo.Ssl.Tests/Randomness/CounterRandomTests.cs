using Histo.Ssl.Randomness;

namespace Histo.Ssl.Tests.Randomness;

public class CounterRandomTests
{
    [Fact]
    public void Stream_SameCoordinates_SameNumbers()
    {
        var first = new CounterRandom(7, 3, 11, RandomSlot.Pair);
        var second = new CounterRandom(7, 3, 11, RandomSlot.Pair);
        Enumerable.Range(0, 100).Select(_ => first.NextUInt32()).Should().Equal(Enumerable.Range(0, 100).Select(_ => second.NextUInt32()));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(71)]
    public void Open_ManyAtOnce_GivesTheStreamsOfOneByOne(int count)
    {
        const ulong seed = 0xFEDC_BA98_7654_3210;
        const long step = 0x1_0000_0007;
        var streams = new CounterRandom[count];
        CounterRandom.Open(seed, step, int.MaxValue - 100, RandomSlot.Mixture, streams);
        for (int i = 0; i < count; i++)
        {
            var alone = new CounterRandom(seed, step, int.MaxValue - 100 + i, RandomSlot.Mixture);
            for (int draw = 0; draw < 9; draw++)
            {
                streams[i].NextUInt32().Should().Be(alone.NextUInt32());
            }
        }
    }

    [Fact]
    public void Streams_OfDifferentCoordinates_Differ()
    {
        CounterRandom[] streams =
        [
            new(7, 3, 11, RandomSlot.Pair), new(8, 3, 11, RandomSlot.Pair), new(7, 4, 11, RandomSlot.Pair), new(7, 3, 12, RandomSlot.Pair), new(7, 3, 11, RandomSlot.Mixture),
            new(7UL << 32, 3, 11, RandomSlot.Pair), new(7, 3L << 32, 11, RandomSlot.Pair),
        ];
        var numbers = new HashSet<ulong>();
        for (int i = 0; i < streams.Length; i++)
        {
            numbers.Add(streams[i].NextUInt64());
        }

        numbers.Should().HaveCount(streams.Length);
    }

    [Fact]
    public void Next_IsUniform_ChiSquare()
    {
        const int bound = 7, draws = 70_000;
        var counts = new int[bound];
        var random = new CounterRandom(1, 0, 0, RandomSlot.Custom);
        for (int i = 0; i < draws; i++)
        {
            counts[random.Next(bound)]++;
        }

        // 6 degrees of freedom: P(chi2 > 22.5) is 0.001.
        counts.Sum(count => Math.Pow(count - (draws / bound), 2) / (draws / bound)).Should().BeLessThan(22.5);
    }

    [Fact]
    public void NextGaussian_HasMeanZeroAndVarianceOne()
    {
        var random = new CounterRandom(2, 0, 0, RandomSlot.Custom);
        double[] values = [.. Enumerable.Range(0, 50_000).Select(_ => random.NextGaussian())];
        values.Average().Should().BeApproximately(0, 0.02);
        values.Average(value => value * value).Should().BeApproximately(1, 0.03);
    }
}
