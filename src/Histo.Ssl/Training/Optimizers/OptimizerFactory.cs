using Histo.Ssl.Schedules;

namespace Histo.Ssl.Training;

/// <summary>Creates optimisers and their schedules from options.</summary>
public static class OptimizerFactory
{
    private static readonly string[] Known = ["sgd", "adam", "adamw", "lars"];

    /// <summary>Gets the names of the optimisers.</summary>
    public static IReadOnlyList<string> Names => Known;

    /// <summary>Returns the weight decay that the options ask for.</summary>
    /// <param name="options">The options.</param>
    public static double WeightDecay(OptimizationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.WeightDecay ?? (options.Optimizer == "lars" ? 1e-6 : 1e-4);
    }

    /// <summary>Returns the learning-rate schedule: linear warm-up, then half a cosine.</summary>
    /// <param name="options">The options.</param>
    /// <param name="steps">Number of steps of the run.</param>
    /// <param name="batchSize">Anchors a step, by which the defaults of SGD and LARS are scaled.</param>
    public static ISchedule LearningRate(OptimizationOptions options, long steps, int batchSize)
    {
        ArgumentNullException.ThrowIfNull(options);
        double rate = BaseRate(options, batchSize);
        return new CosineSchedule
        {
            Base = rate,
            Final = rate * options.FinalLearningRateShare,
            TotalSteps = steps,
            WarmupSteps = (long)Math.Round(steps * options.WarmupShare),
            WarmupIncludesEnd = options.WarmupIncludesEnd,
        };
    }

    /// <summary>Returns the learning rate at the end of the warm-up.</summary>
    /// <param name="options">The options.</param>
    /// <param name="batchSize">Anchors a step.</param>
    public static double BaseRate(OptimizationOptions options, int batchSize)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.LearningRate is not { } rate)
        {
            return options.Optimizer switch
            {
                "sgd" => 0.05 * batchSize / 256,
                "lars" => 0.2 * batchSize / 256,
                _ => 1e-3,
            };
        }

        return options.LearningRateScaling switch
        {
            LearningRateScaling.Linear => rate * batchSize / 256,
            LearningRateScaling.SquareRoot => rate * Math.Sqrt(batchSize / 1024.0),
            _ => rate,
        };
    }

    /// <summary>Returns the weight decay by step: constant, or half a cosine to <see cref="OptimizationOptions.FinalWeightDecay"/>.</summary>
    /// <param name="options">The options.</param>
    /// <param name="steps">Number of steps of the run.</param>
    public static ISchedule WeightDecaySchedule(OptimizationOptions options, long steps)
    {
        ArgumentNullException.ThrowIfNull(options);
        double decay = WeightDecay(options);
        return options.FinalWeightDecay is { } final ? new CosineSchedule { Base = decay, Final = final, TotalSteps = steps } : new ConstantSchedule(decay);
    }

    /// <summary>Returns the rules by which parameters are grouped.</summary>
    /// <param name="options">The options.</param>
    public static ParameterRules Rules(OptimizationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new ParameterRules
        {
            Decay = options.DecayRule,
            LayerDecay = options.LayerDecay,
            PatchEmbeddingFactor = options.PatchEmbeddingFactor,
            BiasLearningRateFactor = options.BiasLearningRateFactor,
        };
    }

    /// <summary>Creates an optimiser; the caller disposes it.</summary>
    /// <param name="options">The options.</param>
    /// <param name="groups">Parameter groups.</param>
    /// <exception cref="HistoException">HS1706: there is no optimiser of that name.</exception>
    public static Optimizer Create(OptimizationOptions options, IReadOnlyList<ParameterGroup> groups)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Optimizer switch
        {
            "sgd" => new SgdOptimizer(groups, options.Momentum),
            "adam" => new AdamOptimizer(groups),
            "adamw" => new AdamWOptimizer(groups),
            "lars" => new LarsOptimizer(groups, options.Momentum, options.LarsEta),
            _ => throw new HistoException(ErrorCodes.UnknownName, "there is no such optimiser", "Optimization.Optimizer", options.Optimizer, string.Join(", ", Known)),
        };
    }
}
