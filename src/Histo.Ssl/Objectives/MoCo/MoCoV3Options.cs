using System.ComponentModel.DataAnnotations;

namespace Histo.Ssl.Objectives;

/// <summary>Settings of MoCo v3.</summary>
public sealed class MoCoV3Options
{
    /// <summary>Gets or sets the sizes of the projector; its teacher twin has the same.</summary>
    /// <value>Null (default): the official "4096-256" for residual networks and "4096-4096-256" for vision transformers.</value>
    public string? Projector { get; set; }

    /// <summary>Gets or sets the size of the predictor's hidden layer; its output has the length of a projection.</summary>
    /// <value>4096 (default), as in the official code.</value>
    [Range(1, 1 << 20)]
    public int PredictorHidden { get; set; } = 4096;

    /// <summary>Gets or sets the temperature.</summary>
    /// <value>1 (default), as in the official code; its recipe for vision transformers has 0.2.</value>
    [Range(1e-3, 1e3)]
    public double Temperature { get; set; } = 1;

    /// <summary>Gets or sets when the teacher follows.</summary>
    /// <value><see cref="TeacherUpdate.BeforeForward"/> (default), as in the official code.</value>
    [EnumDataType(typeof(TeacherUpdate))]
    public TeacherUpdate TeacherUpdate { get; set; } = TeacherUpdate.BeforeForward;

    /// <summary>Gets or sets whether rows that lie closer than the batch's exclusion radius are no negatives of each other.</summary>
    /// <value>True (default). Of no effect in batches without a radius, as plain augmentation pairs are. A reconstruction.</value>
    public bool ExcludeNeighbours { get; set; } = true;
}
