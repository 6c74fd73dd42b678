using Histo.Ssl.Schedules;
using Histo.Ssl.Training;
using Histo.TestKit.Golden;

namespace Histo.Ssl.Tests.Training;

public sealed class SchedulesGolden : IGoldenCheck
{
    public string Stem => "schedules";

    public void Check(GoldenCase golden)
    {
        foreach (string key in golden.Keys.ToList())
        {
            ISchedule schedule = Create(golden, key);
            golden.ShouldMatch(key, [.. Enumerable.Range(0, (int)golden.Shape(key)[0]).Select(step => schedule.At(step))]);
        }
    }

    private static ISchedule Create(GoldenCase golden, string key) => golden.Text("kind") switch
    {
        "dinov2_cosine" => new CosineSchedule
        {
            Base = golden.Number("base_value"),
            Final = golden.Number("final_value"),
            TotalSteps = golden.Integer("total_iters"),
            WarmupSteps = golden.Integer("warmup_iters"),
            WarmupStart = golden.Number("start_warmup_value"),
            FreezeSteps = golden.Integer("freeze_iters"),
            WarmupIncludesEnd = true,
        },
        "dino_cosine" => new CosineSchedule
        {
            Base = golden.Number("base_value"),
            Final = golden.Number("final_value"),
            TotalSteps = golden.Integer("epochs") * golden.Integer("niter_per_ep"),
            WarmupSteps = golden.Integer("warmup_epochs") * golden.Integer("niter_per_ep"),
            WarmupStart = golden.Number("start_warmup_value"),
            WarmupIncludesEnd = true,
        },
        "dinov2_training_curves" => DinoV2Curve(golden, key),
        "dino_teacher_temp_per_epoch" => new LinearSchedule(golden.Number("warmup_teacher_temp"), golden.Number("teacher_temp"), golden.Integer("warmup_teacher_temp_epochs")),
        "byol_tau" => new CosineSchedule { Base = golden.Number("base_ema"), Final = 1, TotalSteps = golden.Integer("max_steps") },
        "byol_lr" => new CosineSchedule
        {
            Base = golden.Number("base_learning_rate") * golden.Integer("batch_size") / 256,
            Final = 0,
            TotalSteps = golden.Integer("total_steps"),
            WarmupSteps = golden.Integer("warmup_steps"),
        },
        "barlow_lr" => OfficialWarmup(golden, golden.Number(key == "values" ? "learning_rate_weights" : "learning_rate_biases")),
        "vicreg_lr" => OfficialWarmup(golden, golden.Number("base_lr")),
        "moco_v3" => key == "momentum"
            ? new CosineSchedule { Base = golden.Number("moco_m"), Final = 1, TotalSteps = golden.Integer("epochs") * golden.Integer("steps_per_epoch") }
            : new CosineSchedule
            {
                Base = golden.Number("lr"),
                Final = 0,
                TotalSteps = golden.Integer("epochs") * golden.Integer("steps_per_epoch"),
                WarmupSteps = golden.Integer("warmup_epochs") * golden.Integer("steps_per_epoch"),
            },
        "weaksupcon_lr" => new MilestoneSchedule
        {
            Rate = golden.Number("learning_rate"),
            Epochs = golden.Integer("epochs"),
            StepsPerEpoch = golden.Integer("steps_per_epoch"),
            WarmupEpochs = golden.Integer("warm_epochs"),
            Milestones = [.. golden.Parameters.GetProperty("lr_decay_epochs").EnumerateArray().Select(epoch => epoch.GetInt32())],
            DecayFactor = golden.Number("lr_decay_rate"),
            Cosine = golden.Flag("cosine"),
            WarmupStart = golden.Number("warmup_from"),
        },
        "sslp_ramp" => new GaussianRamp(golden.Number("rampup_length")),
        string kind => throw new NotSupportedException(kind),
    };

    private static CosineSchedule OfficialWarmup(GoldenCase golden, double rate)
    {
        int perEpoch = golden.Integer("steps_per_epoch");
        double scaled = rate * golden.Integer("batch_size") / 256;
        return new CosineSchedule { Base = scaled, Final = scaled * 0.001, TotalSteps = golden.Integer("epochs") * perEpoch, WarmupSteps = 10 * perEpoch };
    }

    private static ISchedule DinoV2Curve(GoldenCase golden, string key)
    {
        int length = golden.Integer("epoch_length"), total = golden.Integer("epochs") * length, warmup = golden.Integer("warmup_epochs") * length;
        var rate = new CosineSchedule { Base = golden.Number("lr"), Final = golden.Number("min_lr"), TotalSteps = total, WarmupSteps = warmup, WarmupIncludesEnd = true };
        return key switch
        {
            "lr" => rate,
            "last_layer_lr" => new Frozen(rate, golden.Integer("freeze_last_layer_epochs") * length),
            "wd" => new CosineSchedule { Base = golden.Number("weight_decay"), Final = golden.Number("weight_decay_end"), TotalSteps = total },
            "momentum" => new CosineSchedule { Base = golden.Number("momentum_teacher"), Final = golden.Number("final_momentum_teacher"), TotalSteps = total },
            _ => new LinearSchedule(golden.Number("warmup_teacher_temp"), golden.Number("teacher_temp"), golden.Integer("warmup_teacher_temp_epochs") * length),
        };
    }

    /// <summary>The last layer's rate: zero for the first epochs, then the common one.</summary>
    private sealed record Frozen(ISchedule Inner, long Steps) : ISchedule
    {
        public double At(long step) => step < Steps ? 0 : Inner.At(step);
    }
}
