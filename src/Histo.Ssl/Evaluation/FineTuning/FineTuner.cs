using Histo.Ssl.Encoders;
using Histo.Ssl.Features;
using Histo.Ssl.Pairs;
using Histo.Ssl.Randomness;
using Histo.Ssl.Schedules;
using Histo.Ssl.Tiling;
using Histo.Ssl.Training;
using Histo.Ssl.Views;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Evaluation;

/// <summary>One training of a copy of an encoder and a linear head.</summary>
internal sealed class FineTuner : IDisposable
{
    private readonly FineTuningOptions _options;
    private readonly Device _device;
    private readonly IViewExecutor _executor;
    private readonly ViewMaker _views;
    private readonly Encoder _encoder;
    private readonly LinearHead _head;
    private readonly Optimizer _optimizer;
    private readonly HashSet<int> _unreadable = [];

    // Held while views are made on the reading side, where no collection may fall either.
    private readonly Lock _making = new();

    public FineTuner(Encoder encoder, int classes, FineTuningOptions options)
    {
        _options = options;
        _device = encoder.parameters().First().device;
        _executor = ViewExecutors.For(_device);
        ViewSetOptions views = ViewPresets.Options(options.Augmentation, objective: string.Empty, encoder.Spec.InputSize);
        (views.Mean, views.Deviation) = (encoder.Spec.Mean, encoder.Spec.Deviation);
        _views = new ViewMaker(new ViewRecipeSet(views), _executor, encoder.Spec.InputSize);
        _encoder = Copy(encoder);
        _head = new LinearHead(encoder.EmbeddingSize, classes, options.Seed, _device);
        IReadOnlyList<ParameterGroup> groups =
        [
            .. ParameterGroup.Split([("encoder", _encoder)], options.WeightDecay).Select(group => WithRate(group, options.EncoderLearningRate)),
            new ParameterGroup("head", [_head.Parameters[0]]) { WeightDecay = options.WeightDecay, LearningRateFactor = options.HeadLearningRate },
            new ParameterGroup("head bias", [_head.Parameters[1]]) { LearningRateFactor = options.HeadLearningRate },
        ];
        _optimizer = options.Optimizer == "sgd" ? new SgdOptimizer(groups) : new AdamWOptimizer(groups);
    }

    /// <summary>Gets the hashes of the pixels of all training tiles.</summary>
    public HashSet<long> Content { get; } = [];

    /// <summary>Gets the training tiles that could not be read.</summary>
    public IReadOnlyCollection<int> Unreadable => _unreadable;

    /// <summary>Trains, and returns the head with the mean loss of the last epoch.</summary>
    /// <param name="source">Pixels.</param>
    /// <param name="tiles">Training tiles.</param>
    /// <param name="labels">Their classes.</param>
    /// <param name="classWeights">Weight of each class.</param>
    /// <param name="told">Steps that are done, steps in all, loss of the step.</param>
    /// <param name="cancellationToken">Stops between steps.</param>
    public LinearModel Train(ITileSource source, int[] tiles, int[] labels, double[] classWeights, Action<int, int, double> told, CancellationToken cancellationToken)
    {
        int stepsAnEpoch = (tiles.Length + _options.BatchSize - 1) / _options.BatchSize, steps = stepsAnEpoch * _options.Epochs, done = 0;
        var reading = new EmbeddingOptions { BatchSize = (tiles.Length + stepsAnEpoch - 1) / stepsAnEpoch, ReadingThreads = _options.ReadingThreads };
        var rate = new CosineSchedule { Base = 1, Final = 0, TotalSteps = steps };
        using Tensor weights = tensor(Array.ConvertAll(classWeights, weight => (float)weight), device: _device).DetachFromDisposeScope();
        double loss = 0;
        using var pause = new CollectionPause();
        pause.BetweenSteps();
        for (int epoch = 0; epoch < _options.Epochs; epoch++)
        {
            var order = new Permutation(tiles.Length, _options.Seed, epoch);
            int[] shuffled = [.. Enumerable.Range(0, tiles.Length).Select(i => order[i])];
            int[] read = TileSplit.Pick(tiles, shuffled), truth = TileSplit.Pick(labels, shuffled);
            int first = done;
            var losses = new List<double>();
            new TileReadAhead(source, read, reading, batch => Augment(batch, source, read, first + (batch.First / reading.BatchSize))).ForEach(
                batch =>
                {
                    lock (_making)
                    {
                        pause.BetweenSteps();
                    }

                    double? value = Step(batch, read, truth, weights, rate.At(done));
                    losses.AddRange(value is { } number ? [number] : []);
                    told(++done, steps, value ?? 0);
                },
                cancellationToken);
            loss = losses.Count > 0 ? losses.Average() : throw new HistoException(ErrorCodes.NothingEmbedded, "there are no two readable training tiles in a batch", seen: $"{_unreadable.Count} unreadable tiles", wanted: "readable tiles", action: "Run 'histo doctor --full' on the slides.");
        }

        return _head.ToModel(loss);
    }

    /// <summary>Embeds tiles as they are with what was trained.</summary>
    public EmbeddingSet Embed(ITileSource source, int[] tiles, CancellationToken cancellationToken) =>
        new TileEmbedder(_encoder, _executor, new EmbeddingOptions { BatchSize = _options.BatchSize, ReadingThreads = _options.ReadingThreads }).Embed(source, tiles, cancellationToken: cancellationToken);

    public void Dispose()
    {
        _optimizer.ZeroGradients();
        _optimizer.Dispose();
        _head.Dispose();
        _encoder.Dispose();
        _executor.Dispose();
    }

    private static Encoder Copy(Encoder encoder)
    {
        Encoder twin = EncoderFactory.CreateTwin(encoder);
        using IDisposable noGrad = no_grad();
        Dictionary<string, Tensor> source = encoder.state_dict();
        foreach ((string name, Tensor target) in twin.state_dict())
        {
            target.copy_(source[name]);
        }

        twin.train();
        return twin;
    }

    private static ParameterGroup WithRate(ParameterGroup group, double rate)
    {
        group.LearningRateFactor = rate;
        return group;
    }

    // One view of every tile of a batch; on the reading side.
    private Tensor Augment(TileReadBatch batch, ITileSource source, int[] tiles, int step)
    {
        var rows = new BatchRow[batch.Count];
        for (int i = 0; i < rows.Length; i++)
        {
            int tile = tiles[batch.First + i];
            TileAddress address = source.Tiles[tile];
            rows[i] = new BatchRow(tile, address, -1, address.Slide, 0, PairRelation.Self);
        }

        using Lock.Scope held = _making.EnterScope();
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        using var pixels = new PixelBatch(new BatchContext(step, 0, rows.Length, rows), source.TileSize, batch.Pixels, [.. Enumerable.Range(0, rows.Length)]);
        return _views.Make(pixels, _options.Seed)[0].DetachFromDisposeScope();
    }

    // Null: fewer than two tiles of the batch can be read.
    private double? Step(TileReadBatch batch, int[] tiles, int[] labels, Tensor weights, double rate)
    {
        int[] readable = [.. Enumerable.Range(0, batch.Count).Where(i => batch.Errors[i] is null)];
        _unreadable.UnionWith(Enumerable.Range(0, batch.Count).Except(readable).Select(i => tiles[batch.First + i]));
        Content.UnionWith(readable.Select(i => batch.Content[i]));
        if (readable.Length < 2)
        {
            return null;
        }

        using DisposeScope scope = NewDisposeScope();
        Tensor input = readable.Length == batch.Count ? batch.Input! : batch.Input!.index_select(0, tensor(readable, device: _device).to(ScalarType.Int64));
        Tensor truth = tensor(Array.ConvertAll(readable, i => (long)labels[batch.First + i]), device: _device);
        Tensor loss = nn.functional.cross_entropy(_head.Call(_encoder.call(input)), truth, weights);
        double value = loss.ToDouble();
        if (!double.IsFinite(value))
        {
            throw new HistoException(ErrorCodes.ProbeDiverged, "fine-tuning diverged", seen: FormattableString.Invariant($"loss {value}"), wanted: "a finite loss", action: "Lower the learning rates of encoder and head.");
        }

        loss.backward();
        _optimizer.Step(rate);
        _optimizer.ZeroGradients();
        return value;
    }
}
