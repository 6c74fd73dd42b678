using System.Diagnostics;
using Histo.Ssl.Objectives;
using Histo.Ssl.Pairs;
using Histo.Ssl.Randomness;
using Histo.Ssl.Schedules;
using Histo.Ssl.Views;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Training;

/// <summary>The training loop: batch, views, loss, backward, update, meters, checkpoint.</summary>
/// <remarks>
/// Synchronous, because torch scopes belong to a thread; run it on a thread of its own from asynchronous code. One dispose scope a step: the number of live tensors is constant.
/// </remarks>
public sealed class Pretrainer
{
    private readonly PretrainParts _parts;
    private readonly TrainingOptions _options;
    private readonly double? _clip;
    private readonly ClipScope _clipScope;
    private readonly ILogger _logger;
    private readonly NamedParameter[] _parameters;
    private readonly CollapseGuard _guard;

    /// <summary>Creates a trainer.</summary>
    /// <param name="parts">What it drives; owned by the caller.</param>
    /// <param name="options">Length, size and bookkeeping.</param>
    /// <param name="gradientClip">Largest norm of the gradients; null for no clipping.</param>
    /// <param name="clipScope">Over which gradients the norm is taken.</param>
    /// <param name="logger">Receives a line every now and then; null for none.</param>
    public Pretrainer(PretrainParts parts, TrainingOptions options, double? gradientClip = null, ClipScope clipScope = ClipScope.Whole, ILogger<Pretrainer>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(parts);
        ArgumentNullException.ThrowIfNull(options);
        _parts = parts;
        _options = options;
        _clip = gradientClip;
        _clipScope = clipScope;
        _logger = logger ?? NullLogger<Pretrainer>.Instance;
        _parameters = [.. parts.Optimizer.Groups.SelectMany(group => group.Parameters)];
        _guard = new CollapseGuard(options.Collapse, parts.Objective.CollapseAdvice);
    }

    /// <summary>Trains from the newest saved state, or from the start, to the last step.</summary>
    /// <param name="store">Where state and meters are kept; null to keep nothing.</param>
    /// <param name="progress">Told after every step.</param>
    /// <param name="cancellation">Ends the run after the step in hand; the state is saved first.</param>
    /// <returns>The meters of the last step; null when there was no step to do.</returns>
    /// <exception cref="OperationCanceledException">The run was cancelled; it can be resumed.</exception>
    /// <exception cref="HistoException">HS1701: the loss or its gradient is not finite. HS1702: the representation has collapsed. Both leave the last checkpoint as it is.</exception>
    public StepMeters? Run(IRunStore? store = null, IProgress<StepMeters>? progress = null, CancellationToken cancellation = default)
    {
        var state = new RunState(_parts.Encoder, _parts.Objective, _parts.Optimizer, _parts.Average, _parts.Feedback);
        if (store?.TryLoad(state) == true)
        {
            _parts.Feedback?.Restore();
            _logger.LogInformation("Resumed after {Step} of {Steps} steps", state.Step, _options.Steps);
        }

        StepMeters? last = null;
        using var pause = new CollectionPause();
        while (state.Step < _options.Steps)
        {
            _parts.Feedback?.RefreshBefore(state.Step);
            long end = Math.Min(_options.Steps, _parts.Feedback?.NextRefresh(state.Step) ?? long.MaxValue);
            using IBatchSource batches = _parts.Batches(state.Step * _options.AccumulatedBatches, end * _options.AccumulatedBatches);
            last = Loop(state, end, batches, pause, store, progress, cancellation);
        }

        store?.Save(state);
        return last;
    }

    private StepMeters? Loop(RunState state, long end, IBatchSource batches, CollectionPause pause, IRunStore? store, IProgress<StepMeters>? progress, CancellationToken cancellation)
    {
        StepMeters? last = null;
        while (state.Step < end)
        {
            try
            {
                cancellation.ThrowIfCancellationRequested();
                pause.BetweenSteps();
                last = Step(state.Step, batches, cancellation);
            }
            catch (OperationCanceledException)
            {
                store?.Save(state);
                _logger.LogInformation("Cancelled after {Step} of {Steps} steps; the state is saved", state.Step, _options.Steps);
                throw;
            }

            state.Step++;
            store?.Append(last);
            TrainingMetrics.Record(last);
            progress?.Report(last);
            if (_options.CheckpointEvery > 0 && state.Step % _options.CheckpointEvery == 0 && state.Step < _options.Steps)
            {
                store?.Save(state);
            }
        }

        return last;
    }

    private StepMeters Step(long step, IBatchSource batches, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        using DisposeScope scope = NewDisposeScope();
        random.manual_seed((long)(new CounterRandom(_options.Seed, step, 0, RandomSlot.Torch).NextUInt64() >> 1));
        _parts.Encoder.train();
        _parts.Objective.Heads.train();
        var parts = new StepAccumulator(_options.AccumulatedBatches, readEmbeddings: step % _options.MetersEvery == 0);
        for (int part = 0; part < _options.AccumulatedBatches; part++)
        {
            long before = clock.ElapsedTicks;
            // A step that has begun is finished: its first forwards have changed the batch-norm statistics.
            using PixelBatch batch = batches.Next(part == 0 ? cancellation : CancellationToken.None);
            parts.WaitingTicks += clock.ElapsedTicks - before;
            if (part == 0)
            {
                // Not before the batch is there: a run that is cancelled while it waits must not have moved its teacher.
                MoveTeacher(TeacherUpdate.BeforeForward, step);
            }

            Accumulate(step, batch, parts, clock);
        }

        CollapseGuard.RequireFinite(parts.Loss, parts.Terms, step);
        _parts.Objective.AfterBackward(new TrainingMoment(step, _options.Steps, parts.Epoch));
        double norm = GradientClipping.Apply(_parameters, _clip, _clipScope);
        CollapseGuard.RequireFinite(norm, step);
        double rate = _parts.Schedule.Apply(_parts.Optimizer.Groups, step);
        _parts.Optimizer.Step(rate);
        _parts.Optimizer.ZeroGradients();
        MoveTeacher(TeacherUpdate.AfterStep, step);
        _parts.Average?.Update();
        if (parts.Embeddings is { } embeddings)
        {
            _guard.Observe(embeddings, step);
        }

        return parts.ToMeters(step, rate, norm, clock.Elapsed);
    }

    private void MoveTeacher(TeacherUpdate now, long step)
    {
        if (_parts.Objective.TeacherUpdate == now && _parts.Objective.TeacherPairs.Count > 0)
        {
            MomentumUpdate.Apply(_parts.Objective.TeacherPairs, _parts.TeacherMomentum.At(step));
        }
    }

    private void Accumulate(long step, PixelBatch batch, StepAccumulator parts, Stopwatch clock)
    {
        using DisposeScope scope = NewDisposeScope();
        long before = clock.ElapsedTicks;
        IReadOnlyList<Tensor> views = _parts.Views.Make(batch, _options.Seed);
        parts.ViewTicks += clock.ElapsedTicks - before;
        ObjectiveResult result = _parts.Objective.Compute(new ObjectiveInput(_parts.Encoder, views, batch.Context)
        {
            Moment = new TrainingMoment(step, _options.Steps, batch.Context.Epoch),
        });
        (result.Loss / _options.AccumulatedBatches).backward();
        _parts.Feedback?.Observe(batch.Context, result);
        parts.Add(result, batch.Context);
    }
}
