using Histo.Ssl.Objectives;
using Histo.Ssl.Randomness;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Tests.Objectives.Sslp;

public sealed class BankMinerTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    [Theory]
    [InlineData(1, 1.0)]
    [InlineData(7, 0.2)]
    [InlineData(500, 0.001)]
    [InlineData(70_000, 0.3)]
    public void RankSelector_EqualsASort(int count, double scale)
    {
        var random = new CounterRandom((ulong)count, 0, 0, RandomSlot.Custom);
        float[] values = [.. Enumerable.Range(0, count).Select(_ => (float)(scale * random.NextGaussian()))];
        for (int i = 0; i < count / 10; i++)
        {
            values[random.Next(count)] = i % 2 == 0 ? float.NegativeInfinity : values[random.Next(count)];
        }

        int[] sorted = [.. Enumerable.Range(0, count).OrderByDescending(i => values[i]).ThenBy(i => i)];
        var selector = new RankSelector();
        foreach (int[] ranks in new[] { [0], [count - 1], Enumerable.Range(0, count).ToArray(), [.. Enumerable.Range(0, count).Where(rank => rank % 13 == 5)], [] })
        {
            var found = new int[ranks.Length];
            selector.Select(values, ranks, found);
            found.Should().Equal(ranks.Select(rank => sorted[rank]));
        }
    }

    [Fact]
    public void RankedRows_OnBothWays_AreEqual()
    {
        Tensor single = BankTensors.Unit(3, 6, 900).to(ScalarType.Float32);
        single[2, 5] = double.NegativeInfinity;
        int[] ranks = [0, 3, 17, 200, 899];
        var ranked = new RankedRows();
        int[] selected = ranked.At(single, ranks);
        selected.Should().Equal(ranked.At(single.to(ScalarType.Float64), ranks));
        selected[14].Should().Be(-1, "the last place is the excluded entry");
        selected.Count(index => index == -1).Should().Be(1);
    }

    [Theory]
    [InlineData(true, ScalarType.Float32)]
    [InlineData(false, ScalarType.Float32)]
    [InlineData(false, ScalarType.Float64)]
    public void Mine_EqualsTheDenseDefinition(bool compatible, ScalarType type)
    {
        const int count = 260, neighbours = 40;
        Tensor memory = BankTensors.Clumps(1, count, 8, 9, 0.25).to(type), queries = BankTensors.Clumps(1, 5, 8, 9, 0.3).to(type);
        Tensor clusters = BankTensors.Labels(2, 3, count, 2);
        int[] anchors = [0, 17, 31, 200, 259];
        int[][] auxiliaries = [[9, 18], [26], [], [191], [0]], excluded = [[1, 2, 9, 18], [26], [], [191, 192], [0, 3]];
        int[][] ranks = [[0, 4, 9, 30], [1, 2, 51], [0]];
        var miner = new BankMiner { Neighbours = neighbours, ChunkRows = 2, CodeCompatible = compatible };
        MinedRows mined = miner.Mine(queries, memory, BankView.All(memory), new ClusterKeys(clusters, count), anchors, auxiliaries, excluded, ranks);

        double[] toAnchor = BankTensors.Doubles(queries.mm(memory.t())), among = BankTensors.Doubles(memory.mm(memory.t()));
        int[] labels = BankTensors.Ints(clusters);
        bool Agree(int a, int b) => Enumerable.Range(0, 3).All(c => labels[(c * count) + a] == labels[(c * count) + b]);
        IEnumerable<int> Near(int tile, double[] similarity, int row) => Enumerable.Range(0, count)
            .Where(other => other != tile).OrderByDescending(other => similarity[(row * count) + other]).Take(neighbours).Where(other => Agree(tile, other));
        for (int i = 0; i < anchors.Length; i++)
        {
            int[] inter = [.. Near(anchors[i], toAnchor, i).Concat(auxiliaries[i].SelectMany(tile => Near(tile, among, tile))).Where(tile => compatible || tile != anchors[i]).Distinct().Order()];
            mined.Inter[i].Should().Equal(inter);
            int[] order = [.. Enumerable.Range(0, count).Where(tile => tile != anchors[i] && !excluded[i].Contains(tile) && !inter.Contains(tile)).OrderByDescending(tile => toAnchor[(i * count) + tile])];
            for (int draw = 0; draw < ranks.Length; draw++)
            {
                int width = ranks[draw].Length;
                mined.Negatives[draw][(i * width)..(i * width + width)].Should().Equal(ranks[draw].Select(rank => (long)order[rank]));
            }
        }

        mined.Inter.Sum(each => each.Length).Should().BeGreaterThan(10);
        mined.Inter.Zip(anchors, (inter, anchor) => inter.Contains(anchor)).Any(own => own).Should().Be(compatible);
    }

    [Fact]
    public void Mine_OnAPart_TakesNegativesFromItOnly_AndNeverThoseExcluded()
    {
        const int count = 300;
        Tensor memory = BankTensors.Clumps(1, count, 8, 9, 0.25).to(ScalarType.Float32), queries = memory.narrow(0, 0, 4);
        int[] part = BankView.Draw(count, 60, 5, 1), ranks = [.. Enumerable.Range(0, 60)];
        part.Should().OnlyHaveUniqueItems().And.BeInAscendingOrder().And.NotEqual(BankView.Draw(count, 60, 5, 2));
        int[] excluded = part[10..20];
        MinedRows mined = new BankMiner { Neighbours = 100 }.Mine(
            queries, memory, BankView.Part(memory, part), new ClusterKeys(null, count), [0, 1, 2, 3], [[], [], [], []], [excluded, excluded, excluded, excluded], [ranks]);
        for (int i = 0; i < 4; i++)
        {
            long[] negatives = mined.Negatives[0][(i * 60)..(i * 60 + 60)];
            negatives.Where(tile => tile >= 0).Should().OnlyHaveUniqueItems().And.OnlyContain(tile => part.Contains((int)tile) && !excluded.Contains((int)tile) && !mined.Inter[i].Contains((int)tile) && tile != i);
            negatives.Count(tile => tile < 0).Should().Be(part.Intersect(excluded.Union(mined.Inter[i]).Append(i)).Count());

            // A third of all rows is near, judged by a fifth of them.
            mined.Inter[i].Length.Should().BeInRange(60, 140);
        }
    }

    public void Dispose() => _scope.Dispose();
}
