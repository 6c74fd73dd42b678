namespace Histo.Ssl.Views;

/// <summary>How often the official recipe of DINOv2 blurs.</summary>
/// <remarks>
/// Source: facebookresearch/dinov2@b8931f7, dinov2/data/transforms.py: GaussianBlur. The class hands 1 - p to torchvision's RandomApply, for which the number is the probability of applying: a stated 1.0 never blurs, a
/// stated 0.1 blurs nine times out of ten. Reported as pull request 411 of facebookresearch/dinov2 and confirmed in issue 286 of facebookresearch/dinov3. The published weights were trained that way.
/// </remarks>
public enum BlurProbability : byte
{
    /// <summary>As the recipe reads: the first global crop always, the second one time in ten, local crops every second time.</summary>
    AsDocumented,

    /// <summary>As the released code does: the first global crop never, the second nine times in ten, local crops every second time.</summary>
    AsTrained,
}
