namespace Histo.Ssl.Training;

/// <summary>Over which gradients the norm is taken that is clipped.</summary>
public enum ClipScope : byte
{
    /// <summary>All gradients together.</summary>
    Whole,

    /// <summary>The encoder, and each head of the objective, on its own. DINOv2.</summary>
    Module,

    /// <summary>Each parameter on its own. DINO.</summary>
    Tensor,
}
