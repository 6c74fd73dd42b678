using Histo.Ssl.Schedules;

namespace Histo.Ssl.Training;

/// <summary>The momentum of teachers by step: half a cosine from a first to a last value.</summary>
/// <remarks>
/// | objective | first | last | source |
/// | --- | --- | --- | --- |
/// | byol | 0.99 | 1 | deepmind-research 4822a455, byol/configs/byol.py (100 and 300 epochs; 0.97 for 40, 0.996 for 1000), utils/schedules.py |
/// | moco-v2 | 0.999 | 0.999 | facebookresearch/moco, moco/builder.py |
/// | moco-v3 | 0.99 | 1 | facebookresearch/moco-v3 c349e6e, main_moco.py with --moco-m-cos |
/// | dino | 0.996 | 1 | facebookresearch/dino 7c446df, main_dino.py |
/// | dinov2 | 0.992 | 1 | facebookresearch/dinov2 b8931f7, configs/ssl_default_config.yaml |
/// Small batches need a momentum nearer to 1: at 256 anchors DINO's help text suggests 0.9995.
/// </remarks>
public static class TeacherSchedule
{
    /// <summary>Returns the momentum by step.</summary>
    /// <param name="options">Options; what they leave out is that of the objective's paper.</param>
    /// <param name="objective">Name of the objective.</param>
    /// <param name="steps">Number of steps of the run.</param>
    public static ISchedule Create(OptimizationOptions options, string objective, long steps)
    {
        ArgumentNullException.ThrowIfNull(options);
        (double first, double last) = objective switch
        {
            "byol" => (0.99, 1.0),
            "moco-v2" => (0.999, 0.999),
            "moco-v3" => (0.99, 1.0),
            "dinov2" => (0.992, 1.0),
            _ => (0.996, 1.0),
        };
        return new CosineSchedule { Base = options.TeacherMomentum ?? first, Final = options.FinalTeacherMomentum ?? last, TotalSteps = steps };
    }
}
