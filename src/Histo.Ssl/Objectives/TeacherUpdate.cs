namespace Histo.Ssl.Objectives;

/// <summary>When the momentum teacher follows the online network.</summary>
public enum TeacherUpdate : byte
{
    /// <summary>After the optimiser's step, with the new weights: BYOL, DINO, DINOv2.</summary>
    AfterStep,

    /// <summary>At the start of a step, before its forwards: MoCo v2, MoCo v3 and lightly's examples.</summary>
    BeforeForward,
}
