using System.ComponentModel.DataAnnotations;

namespace Histo.Ssl.Objectives;

/// <summary>Settings of MoCo v2.</summary>
public sealed class MoCoV2Options
{
    /// <summary>Gets or sets the sizes of the projector; its teacher twin has the same.</summary>
    /// <value>"2048-128" (default): the official head of ResNet-50; its hidden layer is as wide as the embedding.</value>
    [Required]
    public string Projector { get; set; } = "2048-128";

    /// <summary>Gets or sets the number of keys in the queue: at least the batch of all processes.</summary>
    /// <value>65536 (default), as in the official code.</value>
    [Range(2, 1 << 24)]
    public int QueueSize { get; set; } = 65536;

    /// <summary>Gets or sets the temperature.</summary>
    /// <value>0.2 (default), that of the v2 recipe (recalled, not verified); 0.07 in v1 and in NearbyPatchCL's histology runs.</value>
    [Range(1e-3, 1e3)]
    public double Temperature { get; set; } = 0.2;

    /// <summary>Gets or sets when the teacher follows.</summary>
    /// <value><see cref="TeacherUpdate.BeforeForward"/> (default), as in the official code.</value>
    [EnumDataType(typeof(TeacherUpdate))]
    public TeacherUpdate TeacherUpdate { get; set; } = TeacherUpdate.BeforeForward;

    /// <summary>Gets or sets whether queued keys that lie closer to a query than the batch's exclusion radius are no negatives of it.</summary>
    /// <value>True (default). Of no effect in batches without a radius, as plain augmentation pairs are. A reconstruction.</value>
    public bool ExcludeNeighbours { get; set; } = true;
}
