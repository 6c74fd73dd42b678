using System.ComponentModel.DataAnnotations;

namespace Histo.Ssl.Objectives;

/// <summary>Settings of BYOL.</summary>
public sealed class ByolOptions
{
    /// <summary>Gets or sets the sizes of the projector; its teacher twin has the same.</summary>
    /// <value>"4096-256" (default), as in the official code for ResNet-50.</value>
    [Required]
    public string Projector { get; set; } = "4096-256";

    /// <summary>Gets or sets the size of the predictor's hidden layer; its output has the length of a projection.</summary>
    /// <value>4096 (default), as in the official code.</value>
    [Range(1, 1 << 20)]
    public int PredictorHidden { get; set; } = 4096;

    /// <summary>Gets or sets when the teacher follows.</summary>
    /// <value><see cref="TeacherUpdate.AfterStep"/> (default), as in the official code; lightly's examples move it before the forwards.</value>
    [EnumDataType(typeof(TeacherUpdate))]
    public TeacherUpdate TeacherUpdate { get; set; } = TeacherUpdate.AfterStep;
}
