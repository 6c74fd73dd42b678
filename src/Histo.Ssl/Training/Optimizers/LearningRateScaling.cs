namespace Histo.Ssl.Training;

/// <summary>How the learning rate follows the number of anchors a step.</summary>
public enum LearningRateScaling : byte
{
    /// <summary>The rate is used as it is given.</summary>
    None,

    /// <summary>Times anchors / 256: LARS and SGD recipes, DINO, MoCo v3.</summary>
    Linear,

    /// <summary>Times sqrt(anchors / 1024): DINOv2.</summary>
    SquareRoot,
}
