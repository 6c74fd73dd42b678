namespace Histo.Ssl.Objectives;

/// <summary>How the trainer treats a parameter of an objective's heads.</summary>
public enum ParameterRole : byte
{
    /// <summary>Like any other.</summary>
    Ordinary,

    /// <summary>The layer onto the prototypes: its learning rate is 0 while the run's last-layer freeze lasts (DINOv2).</summary>
    LastLayer,

    /// <summary>Its learning rate stays at the base rate instead of following the schedule (SimSiam's predictor).</summary>
    ConstantRate,
}
