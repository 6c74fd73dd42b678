using Histo.Ssl.Objectives;
using Histo.Ssl.Pairs;
using Histo.Ssl.Randomness;
using Histo.TestKit;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Tests.Objectives.Sslp;

public sealed class EmbeddingBankTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    [Fact]
    public void New_RowsAreUnitGaussians_LabelsAreOneDraw()
    {
        using var bank = new EmbeddingBank(500, 16, new EmbeddingBankOptions { Clusters = 20 }, seed: 3);
        BankTensors.Doubles(bank.Memory.square().sum(dim: 1)).Should().OnlyContain(norm => Math.Abs(norm - 1) < 1e-6);
        bank.Memory.mean().abs().item<float>().Should().BeLessThan(0.02f);
        ((double)bank.Memory.square().mean().item<float>()).Should().BeApproximately(1.0 / 16, 1e-6);
        int[] labels = BankTensors.Ints(bank.Clusters!);
        labels[..500].Should().Equal(labels[500..1000]).And.Equal(labels[1000..]).And.OnlyContain(label => label >= 0 && label < 20);
        labels.Distinct().Should().HaveCount(20);
        bank.Round.Should().Be(-1);
        using var other = new EmbeddingBank(500, 16, new EmbeddingBankOptions { Clusters = 20 }, seed: 4);
        BankTensors.Doubles(other.Memory).Should().NotEqual(BankTensors.Doubles(bank.Memory));
    }

    [Fact]
    public void Update_MovesRowsTowardsNewDirections_AndNoOthers()
    {
        using var bank = new EmbeddingBank(10, 3, new EmbeddingBankOptions { Momentum = 0.8 }, seed: 1);
        double[] before = BankTensors.Doubles(bank.Memory);
        Tensor memory = bank.Memory;
        bank.Update([7, 2], [3f, 0, 4f, 0, -0.1f, 0]);
        double[] after = BankTensors.Doubles(bank.Memory);
        ReferenceEquals(memory, bank.Memory).Should().BeTrue();
        foreach (int row in Enumerable.Range(0, 10))
        {
            double[] old = before[(3 * row)..(3 * row + 3)], wanted = row switch { 7 => Moved(old, [0.6, 0, 0.8], 0.8), 2 => Moved(old, [0, -1, 0], 0.8), _ => old };
            after[(3 * row)..(3 * row + 3)].Zip(wanted, (a, b) => Math.Abs(a - b)).Max().Should().BeLessThan(1e-6);
        }
    }

    [Fact]
    public void Update_TileTwice_IsAsOneAfterAnother()
    {
        using EmbeddingBank together = Bank(), apart = Bank();
        Tensor embeddings = BankTensors.Unit(5, 5, 4).to(ScalarType.Float32);
        int[] tiles = [3, 1, 3, 3, 0];
        together.Update(tiles, embeddings);
        for (int i = 0; i < tiles.Length; i++)
        {
            apart.Update([tiles[i]], embeddings.narrow(0, i, 1));
        }

        BankTensors.Doubles(together.Memory).Should().Equal(BankTensors.Doubles(apart.Memory));

        EmbeddingBank Bank() => new(6, 4, seed: 2);
    }

    [Fact]
    public void Update_TwoRanks_HoldTheBankOfOneProcess()
    {
        Tensor embeddings = BankTensors.Unit(6, 6, 4).to(ScalarType.Float32);
        int[] tiles = [3, 1, 5, 5, 0, 3];
        using var alone = new EmbeddingBank(6, 4, seed: 2);
        alone.Update(tiles, embeddings);
        alone.Cluster(0);
        (double[] First, double[] Second) both = TwoRanks.Run(ranks =>
        {
            using DisposeScope scope = NewDisposeScope();
            using var bank = new EmbeddingBank(6, 4, new EmbeddingBankOptions { Clusters = 3 }, seed: 2, collective: ranks);
            bank.Update(tiles.AsSpan(3 * ranks.Rank, 3), embeddings.narrow(0, 3 * ranks.Rank, 3));
            bank.Cluster(4);
            bank.Round.Should().Be(4);
            return BankTensors.Doubles(bank.Memory).Concat(BankTensors.Doubles(bank.Clusters!)).ToArray();
        });
        both.First.Should().Equal(both.Second);
        both.First[..24].Should().Equal(BankTensors.Doubles(alone.Memory));
    }

    [Theory]
    [InlineData(7)]
    [InlineData(64)]
    [InlineData(8192)]
    public void Cluster_EqualsNaiveLloyd(int chunk)
    {
        using var bank = new EmbeddingBank(300, 6, new EmbeddingBankOptions { Clusters = 7, Iterations = 6, Clusterings = 2 }, seed: 9) { ChunkRows = chunk };
        bank.Memory.copy_(BankTensors.Clumps(1, 300, 6, 12, 0.3));
        bank.Cluster(5);
        bank.Round.Should().Be(5);
        int[] labels = BankTensors.Ints(bank.Clusters!);
        labels[..300].Should().NotEqual(labels[300..]);
        for (int clustering = 0; clustering < 2; clustering++)
        {
            ulong seed = new CounterRandom(9, 5, clustering, RandomSlot.BankClusters).NextUInt64();
            labels[(300 * clustering)..(300 * clustering + 300)].Should().Equal(NaiveLloyd.Labels(BankTensors.Doubles(bank.Memory), 6, 7, 6, seed));
        }
    }

    [Fact]
    public void Cluster_EmptyClusters_BeginAnewAtFarRows()
    {
        // 40 equal rows and 3 others: most first centres coincide, all but one of them run empty.
        using var bank = new EmbeddingBank(43, 4, new EmbeddingBankOptions { Clusters = 4, Clusterings = 1 }, seed: 2);
        Tensor rows = zeros(43, 4);
        rows[TensorIndex.Colon, 0] = 1;
        for (int i = 1; i < 4; i++)
        {
            rows[39 + i] = 0f;
            rows[39 + i, i] = 1f;
        }

        bank.Memory.copy_(rows);
        bank.Cluster(0);
        int[] labels = BankTensors.Ints(bank.Clusters!);
        labels[..40].Distinct().Should().ContainSingle();
        labels[39..].Distinct().Should().HaveCount(4);
    }

    [Fact]
    public void Cluster_IsAFunctionOfSeedRowsAndRound()
    {
        int[] First(ulong seed, long round)
        {
            using var bank = new EmbeddingBank(200, 5, new EmbeddingBankOptions { Clusters = 6, Iterations = 3 }, seed);
            bank.Memory.copy_(BankTensors.Unit(8, 200, 5));
            bank.Cluster(round);
            return BankTensors.Ints(bank.Clusters!);
        }

        First(1, 0).Should().Equal(First(1, 0)).And.NotEqual(First(1, 1)).And.NotEqual(First(2, 0));
    }

    [Theory]
    [InlineData(3, 5)]
    [InlineData(3, 8192)]
    [InlineData(0, 20)]
    public void FindNeighbours_EqualsASearchThroughAllRows(int clusterings, int chunk)
    {
        const int rows = 120, perTile = 4;
        using var bank = new EmbeddingBank(rows, 8, new EmbeddingBankOptions { Clusters = 5, Clusterings = clusterings }, seed: 3) { ChunkRows = chunk };
        bank.Memory.copy_(BankTensors.Clumps(4, rows, 8, 6, 0.2));
        var found = new int[rows * perTile];
        bank.FindNeighbours(perTile, found);
        found.All(tile => tile == -1).Should().Be(clusterings > 0, "before the first clustering there are no neighbours");
        bank.Cluster(0);
        bank.FindNeighbours(perTile, found);
        int[] labels = clusterings == 0 ? [] : BankTensors.Ints(bank.Clusters!);
        double[] similarity = BankTensors.Doubles(bank.Memory.mm(bank.Memory.t()));
        found.Should().Contain(tile => tile >= 0);
        for (int row = 0; row < rows; row++)
        {
            int[] wanted =
            [
                .. Enumerable.Range(0, rows)
                    .Where(other => other != row && Enumerable.Range(0, clusterings).All(c => labels[(c * rows) + other] == labels[(c * rows) + row]))
                    .OrderByDescending(other => similarity[(row * rows) + other]).Take(perTile),
            ];
            found[(row * perTile)..(row * perTile + perTile)].Should().Equal(wanted.Concat(Enumerable.Repeat(-1, perTile - wanted.Length)));
        }
    }

    [Fact]
    public void FindNeighbours_FillsATableForSamplers()
    {
        using var bank = new EmbeddingBank(60, 4, new EmbeddingBankOptions { Clusters = 3 }, seed: 1);
        bank.Cluster(0);
        var table = new FeatureNeighbours(60, 5);
        table.Refresh(bank);
        Enumerable.Range(0, 60).Sum(tile => table.Of(tile).Length).Should().BePositive();
        Enumerable.Range(0, 60).Where(tile => table.Of(tile).Contains(tile)).Should().BeEmpty();
    }

    [Fact]
    public void StateDict_HoldsEverything()
    {
        using var first = new EmbeddingBank(50, 4, new EmbeddingBankOptions { Clusters = 4 }, seed: 1);
        using var second = new EmbeddingBank(50, 4, new EmbeddingBankOptions { Clusters = 4 }, seed: 2);
        first.Cluster(3);
        first.Update([1, 2], BankTensors.Unit(1, 2, 4));
        first.state_dict().Keys.Should().BeEquivalentTo("memory", "clusters", "round");
        foreach ((string name, Tensor tensor) in second.state_dict())
        {
            tensor.copy_(first.state_dict()[name]);
        }

        int[] Neighbours(EmbeddingBank bank)
        {
            var found = new int[100];
            bank.FindNeighbours(2, found);
            return found;
        }

        second.Round.Should().Be(3);
        Neighbours(second).Should().Equal(Neighbours(first));
    }

    [Fact]
    public void Clusters_NeverMoreThanRows_AndSaysSo()
    {
        using var few = new EmbeddingBank(30, 4, seed: 1);
        few.ClusterCount.Should().Be(30);
        few.Notice.Should().Contain("30 tiles in 30 clusters (1000 were asked for)");
        few.Cluster(0);
        using var many = new EmbeddingBank(300, 4, new EmbeddingBankOptions { Clusters = 30 }, seed: 1);
        many.Notice.Should().BeNull();
    }

    [Fact]
    public void WrongInputs_AreRefused()
    {
        using var bank = new EmbeddingBank(6, 4);
        Code(() => bank.Update([1], new float[3])).Should().Be(ErrorCodes.WrongShape);
        Code(() => bank.Update([1], zeros(1, 3))).Should().Be(ErrorCodes.WrongShape);
        Code(() => bank.Update([6], zeros(1, 4))).Should().Be(ErrorCodes.TileOutOfRange);
        Code(() => bank.FindNeighbours(2, new int[11])).Should().Be(ErrorCodes.WrongShape);
        Code(() => new EmbeddingBank(1, 4).Dispose()).Should().Be(ErrorCodes.InvalidOption);
        Code(() => new EmbeddingBank(5, 4, new EmbeddingBankOptions { Momentum = 0 }).Dispose()).Should().Be(ErrorCodes.InvalidOption);

        static string Code(Action action) => action.Should().Throw<HistoException>().Which.Code;
    }

    [Fact]
    public void Nothing_Leaks()
    {
        using var bank = new EmbeddingBank(40, 4, new EmbeddingBankOptions { Clusters = 4 });
        var found = new int[80];
        using Tensor embeddings = BankTensors.Unit(1, 2, 4);
        LiveTensors.ShouldStayConstant(() =>
        {
            bank.Update([3, 3], embeddings);
            bank.Update([3], new float[] { 1, 2, 3, 4 });
            bank.Cluster(1);
            bank.FindNeighbours(2, found);
        });
        LiveTensors.ShouldStayConstant(() => new EmbeddingBank(40, 4).Dispose());
    }

    public void Dispose() => _scope.Dispose();

    private static double[] Moved(double[] old, double[] fresh, double momentum)
    {
        double[] mixed = [.. old.Zip(fresh, (a, b) => ((1 - momentum) * a) + (momentum * b))];
        double length = Math.Sqrt(mixed.Sum(value => value * value));
        return [.. mixed.Select(value => value / length)];
    }
}
