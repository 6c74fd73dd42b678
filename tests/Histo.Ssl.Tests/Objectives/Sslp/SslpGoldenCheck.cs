using Histo.Ssl.Objectives;
using Histo.Ssl.Schedules;
using Histo.Ssl.Slides;
using Histo.Ssl.Tiling;
using Histo.TestKit.Golden;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Tests.Objectives.Sslp;

/// <summary>Sets, sums, terms, gradients and bank updates of the authors' SSLP code; only the drawn ranks and, for isolated rows, its arbitrary auxiliary anchor are taken from the file.</summary>
public sealed class SslpGoldenCheck : IGoldenCheck
{
    private static readonly string[] StepKeys =
    [
        "embedding", "index", "P_sp", "P_se", "aux_index", "neg_ranks_self", "neg_ranks_intra", "neg_ranks_inter", "s_pos_spatial", "s_neg_intra", "s_neg_inter",
        "L_self", "L_intra", "L_inter", "weight", "total", "grad_embedding", "bank_rows_after",
    ];

    public string Stem => "sslp";

    public void Check(GoldenCase golden)
    {
        int steps = golden.Parameters.GetProperty("epochs").GetArrayLength();
        golden.Keys.Should().BeEquivalentTo(
            new[] { "bank_before", "slide", "grid_x", "grid_y", "cluster", "rank_pdf", "bank_after" }.Concat(Enumerable.Range(0, steps).SelectMany(step => StepKeys.Select(key => $"step{step}.{key}"))));
        CheckRanks(golden.Doubles("rank_pdf"));
        using DisposeScope scope = NewDisposeScope();
        Tensor bank = golden.Tensor("bank_before");
        var lattice = new GoldenLattice(golden);
        var keys = new ClusterKeys(golden.Tensor("cluster").to(ScalarType.Int32), (int)bank.size(0));
        for (int step = 0; step < steps; step++)
        {
            using DisposeScope inner = NewDisposeScope();
            CheckStep(golden, step, bank, lattice, keys);
        }

        golden.ShouldMatch("bank_after", bank);
    }

    private static void CheckStep(GoldenCase golden, int step, Tensor bank, GoldenLattice lattice, ClusterKeys keys)
    {
        string Key(string key) => $"step{step}.{key}";
        int count = (int)bank.size(0), auxiliaries = golden.Integer("aux_num");
        int[] anchors = [.. golden.Longs(Key("index")).Select(row => (int)row)];
        Tensor raw = golden.Tensor(Key("embedding")).requires_grad_(), unit = nn.functional.normalize(raw.detach(), dim: 1);
        int[][] intra = [.. anchors.Select(lattice.Neighbours)];
        golden.ShouldMatch(Key("P_sp"), Mask(intra, count));

        int[][] nearest = BankMiner.MostSimilar(unit, bank, intra, auxiliaries);
        long[] given = golden.Longs(Key("aux_index"));
        int[][] auxiliary = [.. anchors.Select((_, i) => Enumerable.Range(0, auxiliaries).Select(order => (int)given[(order * anchors.Length) + i]).ToArray())];
        for (int i = 0; i < anchors.Length; i++)
        {
            auxiliary[i].Take(nearest[i].Length).Should().Equal(nearest[i]);
        }

        int[] Ranks(string term) => [.. golden.Longs(Key($"neg_ranks_{term}")).Select(rank => (int)rank).Order()];
        var miner = new BankMiner { Neighbours = golden.Integer("nei_k"), ChunkRows = 3, CodeCompatible = true };
        MinedRows mined = miner.Mine(unit, bank, BankView.All(bank), keys, anchors, auxiliary, intra, [Ranks("self"), Ranks("intra"), Ranks("inter")]);
        golden.ShouldMatch(Key("P_se"), Mask(mined.Inter, count));

        Tensor[] negatives = [.. mined.Negatives.Select(draw => BankTables.Make(draw, anchors.Length, CPU))];
        var sets = new SslpSets(BankTables.Pad([.. anchors.Select(anchor => new[] { anchor })], CPU), BankTables.Pad(intra, CPU), BankTables.Pad(mined.Inter, CPU), negatives[0], negatives[1], negatives[2]);
        var loss = new SslpLoss { Temperature = golden.Number("temperature"), CodeCompatible = true, ChunkRows = 2 };
        golden.ShouldMatch(Key("s_pos_spatial"), Sums(loss, unit, bank, sets.Intra));
        golden.ShouldMatch(Key("s_neg_intra"), Sums(loss, unit, bank, sets.IntraNegatives));
        golden.ShouldMatch(Key("s_neg_inter"), Sums(loss, unit, bank, sets.InterNegatives));
        double weight = new GaussianRamp(golden.Integer("rampup_length")).At(golden.Parameters.GetProperty("epochs")[step].GetInt32());
        golden.ShouldMatch(Key("weight"), weight);
        LossResult result = loss.Compute(raw, bank, sets, weight);
        golden.ShouldMatch(Key("L_self"), result.Terms[SslpLoss.Self]);
        golden.ShouldMatch(Key("L_intra"), result.Terms[SslpLoss.Intra]);
        golden.ShouldMatch(Key("L_inter"), result.Terms[SslpLoss.Inter]);
        golden.ShouldMatch(Key("total"), result.Loss);
        result.Loss.backward();
        golden.ShouldMatch(Key("grad_embedding"), raw.grad!);

        Tensor rows = tensor(golden.Longs(Key("index")));
        Tensor moved = EmbeddingBank.Blend(bank.index_select(0, rows), raw.detach(), golden.Number("bank_momentum"));
        golden.ShouldMatch(Key("bank_rows_after"), moved);
        bank.index_copy_(0, rows, moved);
    }

    private static double[] Sums(SslpLoss loss, Tensor unit, Tensor bank, Tensor table)
    {
        Tensor similarities = unit.mm(bank.t()).gather(1, table.clamp_min(0));
        return loss.Sum(similarities, table >= 0).data<double>().ToArray();
    }

    private static Tensor Mask(int[][] lists, int count)
    {
        Tensor mask = zeros(lists.Length, count);
        for (int row = 0; row < lists.Length; row++)
        {
            foreach (int tile in lists[row])
            {
                mask[row, tile] = 1;
            }
        }

        return mask;
    }

    /// <summary>The file has a drawn histogram: its ends, and so its stretch, vary.</summary>
    private static void CheckRanks(double[] drawn)
    {
        double sum = drawn.Sum();
        new BetaRanks(drawn.Length).Density.Zip(drawn, (mine, other) => Math.Abs(mine - (other / sum))).Sum().Should().BeLessThan(2 * 0.045);
    }

    /// <summary>The file's patches as a tile set, whose numbering is another one.</summary>
    private sealed class GoldenLattice
    {
        private readonly Dictionary<int, int> _rows = [];
        private readonly int[] _tileOf;
        private readonly GridNeighbours _neighbours;

        public GoldenLattice(GoldenCase golden)
        {
            int[] slide = Ints(golden, "slide"), x = Ints(golden, "grid_x"), y = Ints(golden, "grid_y");
            int slides = slide.Max() + 1;
            TileSlide[] described =
            [
                .. Enumerable.Range(0, slides).Select(each => new TileSlide(
                    new ManifestSlide($"slide-{each}", [new ManifestPart($"/slides/{each}.svs")]), "fake", new TileGrid { Columns = x.Max() + 1, Rows = y.Max() + 1, TileSize = 4, Stride = 4, Mpp = 0.5 })),
            ];
            var tiles = new TileSet(described, [.. Enumerable.Range(0, slides).Select(each => Enumerable.Range(0, slide.Length).Where(row => slide[row] == each).Select(row => (x[row], y[row])).ToArray())]);
            _tileOf = [.. slide.Select((each, row) => tiles.Find(each, x[row], y[row]))];
            for (int row = 0; row < _tileOf.Length; row++)
            {
                _rows[_tileOf[row]] = row;
            }

            _neighbours = GridNeighbours.Closer(tiles, golden.Number("dis_threshold"));
        }

        public int[] Neighbours(int row) => [.. _neighbours.Of(_tileOf[row]).Select(tile => _rows[tile]).Order()];

        private static int[] Ints(GoldenCase golden, string key) => Array.ConvertAll(golden.Longs(key), value => (int)value);
    }
}
