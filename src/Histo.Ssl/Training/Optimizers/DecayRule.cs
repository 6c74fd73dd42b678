namespace Histo.Ssl.Training;

/// <summary>Which parameters weight decay leaves out.</summary>
public enum DecayRule : byte
{
    /// <summary>1-D parameters do not decay: biases and norms. Barlow Twins, VICReg, MoCo v3.</summary>
    SkipOneDimensional,

    /// <summary>
    /// Names that end in ".bias" or contain "norm" or "gamma" do not decay; class, register and mask tokens, positions and weight-norm gains do. DINOv2.
    /// Source: facebookresearch/dinov2 b8931f7, dinov2/utils/param_groups.py, get_params_groups_with_decay.
    /// </summary>
    SkipByName,

    /// <summary>Names that end in ".bias" and 1-D parameters do not decay. DINO. Source: facebookresearch/dino 7c446df, utils.py, get_params_groups.</summary>
    SkipBiasOrOneDimensional,

    /// <summary>Everything decays: torch.optim.SGD as MoCo, SimSiam, SupCon, WeakSupCon and SSLP use it.</summary>
    All,
}
