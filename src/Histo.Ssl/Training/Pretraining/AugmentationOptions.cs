using System.ComponentModel.DataAnnotations;
using Histo.Ssl.Views;

namespace Histo.Ssl.Training;

/// <summary>How views are made.</summary>
public sealed class AugmentationOptions
{
    /// <summary>Gets or sets the preset: "official", "histology", "light", "light-no-crop" or "none".</summary>
    /// <value>"histology" (default).</value>
    public string Preset { get; set; } = "histology";

    /// <summary>Gets or sets how often the official recipe of DINOv2 blurs: as it reads, or as its released code does. Without effect for other recipes.</summary>
    /// <value><see cref="BlurProbability.AsDocumented"/> (default).</value>
    [EnumDataType(typeof(BlurProbability))]
    public BlurProbability DinoV2Blur { get; set; }

    /// <summary>Gets or sets the views in detail, local crops too.</summary>
    /// <value>Null (default): what the preset says for the objective and the view size.</value>
    public ViewSetOptions? Views { get; set; }
}
