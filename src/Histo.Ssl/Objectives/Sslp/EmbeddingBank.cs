using System.Globalization;
using System.Runtime.InteropServices;
using Histo.Ssl.Collectives;
using Histo.Ssl.Pairs;
using Histo.Ssl.Randomness;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Objectives;

/// <summary>One unit embedding for each tile, moved along with training, and clusterings of all of them.</summary>
/// <remarks>
/// <code>m_i = normalise((1 - mu) m_i + mu normalise(q_i))</code>
/// Rows begin as normalised standard normal vectors. Until the first clustering the labels are one random draw, the same in every clustering. All state is in <c>memory</c> (N, D), <c>clusters</c> (C, N) and
/// <c>round</c>, and changes in place, so a run that is resumed goes on exactly. Rank 0 clusters and sends the labels to the others; updates of all ranks are gathered: every rank holds the same bank.
/// Memory: 4 D + 4 C bytes a tile; what is computed on the way is bounded, see <see cref="ChunkRows"/>. Not for several threads at once.
/// Source: HHHedo/SGCL b40f1d8, openselfsup/models/memories/simple_memory.py: SimpleMemory.
/// </remarks>
public sealed class EmbeddingBank : nn.Module, IEmbeddingBank
{
    private readonly EmbeddingBankOptions _options;
    private readonly ICollective _collective;
    private readonly ulong _seed;

    /// <summary>Creates a bank on the CPU in float32.</summary>
    /// <param name="count">Number of rows, one a tile; 2 or more.</param>
    /// <param name="dimension">Length of an embedding, 1 or more.</param>
    /// <param name="options">Settings; null for the defaults.</param>
    /// <param name="seed">Seed of the first rows and of the clusterings.</param>
    /// <param name="collective">The ranks; null for one process.</param>
    /// <exception cref="HistoException">HS0001: a value lies outside its range.</exception>
    public EmbeddingBank(int count, int dimension, EmbeddingBankOptions? options = null, ulong seed = 0, ICollective? collective = null)
        : base(nameof(EmbeddingBank))
    {
        _options = options ?? new EmbeddingBankOptions();
        OptionRange.Require(_options);
        if (count < 2 || dimension < 1)
        {
            throw new HistoException(ErrorCodes.InvalidOption, "a bank needs rows", nameof(EmbeddingBank), $"{count} x {dimension}", "2 x 1 or more");
        }

        (Count, Dimension, _seed, _collective) = (count, dimension, seed, collective ?? SingleProcess.Instance);
        ClusterCount = Math.Min(_options.Clusters, count);
        register_buffer("memory", RandomRows(count, dimension, seed).DetachFromDisposeScope());
        if (_options.Clusterings > 0)
        {
            register_buffer("clusters", RandomLabels(_options.Clusterings, count, ClusterCount, seed).DetachFromDisposeScope());
        }

        register_buffer("round", tensor(-1L).DetachFromDisposeScope());
    }

    /// <inheritdoc/>
    public int Count { get; }

    /// <inheritdoc/>
    public int Dimension { get; }

    /// <summary>Gets the number of clusters in each clustering: what was asked for, or the number of rows when that is less.</summary>
    public int ClusterCount { get; }

    /// <summary>Gets the number of clusterings.</summary>
    public int Clusterings => _options.Clusterings;

    /// <summary>Gets the weight of the new embedding in an update.</summary>
    public double Momentum => _options.Momentum;

    /// <summary>Gets or sets how many rows are compared with clusters or with one another at once.</summary>
    /// <value>8,192 (default): with 1,000 clusters 32 MB. Has no influence on results beyond rounding.</value>
    public int ChunkRows { get; set; } = 8192;

    /// <summary>Gets what a person should know about the settings; null for nothing.</summary>
    /// <value>That there are fewer rows than clusters, or so few that neighbours will be rare.</value>
    public string? Notice => _options.Clusterings == 0 || Count >= 10L * _options.Clusters ? null
        : string.Create(CultureInfo.InvariantCulture, $"{Count} tiles in {ClusterCount} clusters{(ClusterCount < _options.Clusters ? $" ({_options.Clusters} were asked for)" : string.Empty)}: few tiles will have neighbours in feature space; lower the number of clusters");

    /// <summary>Gets the rows, (N, D), unit length; they change in place. Not to be disposed.</summary>
    public Tensor Memory => get_buffer("memory")!;

    /// <summary>Gets the labels, (C, N) in int32; they change in place. Null without clusterings. Not to be disposed.</summary>
    public Tensor? Clusters => _options.Clusterings == 0 ? null : get_buffer("clusters");

    /// <summary>Gets the number of the last clustering; -1 before the first.</summary>
    public long Round => get_buffer("round")!.item<long>();

    /// <inheritdoc/>
    /// <exception cref="HistoException">HS0002: there is not one embedding a tile. HS1201: there is no such tile.</exception>
    public void Update(ReadOnlySpan<int> tiles, ReadOnlySpan<float> embeddings)
    {
        if (embeddings.Length != (long)tiles.Length * Dimension)
        {
            throw new HistoException(ErrorCodes.WrongShape, "there is not one embedding a tile", nameof(EmbeddingBank), embeddings.Length, (long)tiles.Length * Dimension);
        }

        using DisposeScope scope = NewDisposeScope();
        Update(tiles, tensor(embeddings.ToArray()).view(tiles.Length, Dimension));
    }

    /// <summary>Moves the rows of tiles towards new embeddings, those of all ranks.</summary>
    /// <param name="tiles">Tiles, in any order; as many on every rank.</param>
    /// <param name="embeddings">(tiles.Length, <see cref="Dimension"/>), of any length above 0, on any device; kept, no gradient flows.</param>
    /// <remarks>A tile that comes more than once is moved once for each time, in order, as if the updates came one after another: rank 0 first.</remarks>
    /// <exception cref="HistoException">HS0002: the embeddings have another shape. HS1201: there is no such tile.</exception>
    public void Update(ReadOnlySpan<int> tiles, Tensor embeddings)
    {
        ArgumentNullException.ThrowIfNull(embeddings);
        if (embeddings.dim() != 2 || embeddings.size(0) != tiles.Length || embeddings.size(1) != Dimension)
        {
            throw new HistoException(ErrorCodes.WrongShape, "there is not one embedding a tile", nameof(EmbeddingBank), $"[{string.Join(", ", embeddings.shape)}]", $"[{tiles.Length}, {Dimension}]");
        }

        var own = new long[tiles.Length];
        for (int i = 0; i < own.Length; i++)
        {
            own[i] = (uint)tiles[i] < (uint)Count ? tiles[i] : throw new HistoException(ErrorCodes.TileOutOfRange, "there is no such tile", nameof(EmbeddingBank), tiles[i], $"0 to {Count - 1}");
        }

        using IDisposable noGrad = no_grad();
        using DisposeScope scope = NewDisposeScope();
        Tensor memory = Memory;
        Tensor all = _collective.Gather(embeddings.detach().to(memory.device));
        Tensor rows = _collective.Gather(tensor(own));
        foreach (long[] turn in Turns(rows.cpu().data<long>().ToArray()))
        {
            Tensor index = tensor(turn, device: memory.device);
            Tensor tile = rows.to(memory.device).index_select(0, index);
            Tensor moved = Blend(memory.index_select(0, tile), all.index_select(0, index), Momentum);
            memory.index_copy_(0, tile, moved.to(memory.dtype));
        }
    }

    /// <inheritdoc/>
    /// <remarks>Lloyd's k-means on Euclidean distances, <see cref="EmbeddingBankOptions.Iterations"/> times, from different random rows in each clustering; a cluster that runs empty begins anew at the row farthest from its centre.</remarks>
    public void Cluster(long round)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(round);
        using IDisposable noGrad = no_grad();
        using DisposeScope scope = NewDisposeScope();
        if (Clusters is { } clusters)
        {
            for (int clustering = 0; clustering < Clusterings && _collective.Rank == 0; clustering++)
            {
                var random = new CounterRandom(_seed, round, clustering, RandomSlot.BankClusters);
                using Tensor labels = BankClustering.Labels(Memory, ClusterCount, _options.Iterations, ChunkRows, random.NextUInt64());
                clusters.select(0, clustering).copy_(labels);
            }

            _collective.Broadcast(clusters);
        }

        get_buffer("round")!.fill_(round);
    }

    /// <inheritdoc/>
    /// <remarks>Before the first clustering no tile has neighbours. Without clusterings all rows are searched.</remarks>
    /// <exception cref="HistoException">HS0002: the span has another length.</exception>
    public void FindNeighbours(int perTile, Span<int> neighbours)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(perTile);
        if (neighbours.Length != (long)Count * perTile)
        {
            throw new HistoException(ErrorCodes.WrongShape, "there is not one place a tile and neighbour", nameof(EmbeddingBank), neighbours.Length, (long)Count * perTile);
        }

        neighbours.Fill(-1);
        if (Clusters is null || Round >= 0)
        {
            BankNeighbours.Find(Memory, new ClusterKeys(Clusters, Count), perTile, ChunkRows, neighbours);
        }
    }

    /// <summary>Computes moved rows: normalise((1 - mu) old + mu normalise(new)).</summary>
    /// <param name="rows">Unit rows, (n, D); kept.</param>
    /// <param name="embeddings">New embeddings of any length above 0, (n, D); kept.</param>
    /// <param name="momentum">mu, the weight of the new ones.</param>
    /// <returns>(n, D); the caller disposes it.</returns>
    internal static Tensor Blend(Tensor rows, Tensor embeddings, double momentum)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor fresh = Embeddings.Unit(Embeddings.AtLeastSingle(embeddings));
        return Embeddings.Unit(((1 - momentum) * Embeddings.AtLeastSingle(rows)) + (momentum * fresh)).MoveToOuterDisposeScope();
    }

    // Positions in the batch such that no tile comes twice in a turn: the n-th turn has the n-th time of each.
    private static IEnumerable<long[]> Turns(long[] tiles)
    {
        var turns = new List<List<long>>();
        var times = new Dictionary<long, int>(tiles.Length);
        for (int i = 0; i < tiles.Length; i++)
        {
            ref int time = ref CollectionsMarshal.GetValueRefOrAddDefault(times, tiles[i], out _);
            if (time == turns.Count)
            {
                turns.Add([]);
            }

            turns[time++].Add(i);
        }

        return turns.Select(turn => turn.ToArray());
    }

    private static Tensor RandomRows(int count, int dimension, ulong seed)
    {
        const int part = 1 << 14;
        Tensor rows = empty([count, dimension], ScalarType.Float32);
        using IDisposable noGrad = no_grad();
        for (int start = 0; start < count; start += part)
        {
            using DisposeScope scope = NewDisposeScope();
            int first = start, length = Math.Min(part, count - start);
            var values = new float[length * dimension];
            Parallel.For(0, length, row => Gaussians(new CounterRandom(seed, 0, first + row, RandomSlot.BankRows), values.AsSpan(row * dimension, dimension)));
            rows.narrow(0, start, length).copy_(Embeddings.Unit(tensor(values).view(length, dimension)));
        }

        return rows;
    }

    private static void Gaussians(CounterRandom random, Span<float> values)
    {
        foreach (ref float value in values)
        {
            value = (float)random.NextGaussian();
        }
    }

    private static Tensor RandomLabels(int clusterings, int count, int clusters, ulong seed)
    {
        var labels = new int[count];
        for (int row = 0; row < count; row++)
        {
            labels[row] = new CounterRandom(seed, long.MaxValue, row, RandomSlot.BankClusters).Next(clusters);
        }

        using Tensor draw = tensor(labels);
        return draw.repeat(clusterings, 1);
    }
}
