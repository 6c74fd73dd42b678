namespace Histo.Ssl.Mil.Explanation;

/// <summary>Where the scores of tiles come from.</summary>
public enum ImportanceSource
{
    /// <summary>The model's attention.</summary>
    Attention = 1,

    /// <summary>Softmax over the tiles of their own logits of the class, for models that pool predictions of tiles (mean, max, top-1).</summary>
    InstanceLogits = 2,
}
