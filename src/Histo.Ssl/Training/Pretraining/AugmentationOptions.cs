using Histo.Ssl.Views;

namespace Histo.Ssl.Training;

/// <summary>How views are made.</summary>
public sealed class AugmentationOptions
{
    /// <summary>Gets or sets the preset: "official", "histology", "light", "light-no-crop" or "none".</summary>
    /// <value>"histology" (default).</value>
    public string Preset { get; set; } = "histology";

    /// <summary>Gets or sets the two views in detail.</summary>
    /// <value>Null (default): what the preset says for the objective and the view size.</value>
    public ViewSetOptions? Views { get; set; }
}
