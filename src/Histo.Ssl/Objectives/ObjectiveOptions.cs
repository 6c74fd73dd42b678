using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Histo.Ssl.Objectives;

/// <summary>Which objective, and the settings of each.</summary>
public sealed class ObjectiveOptions
{
    /// <summary>Gets or sets the name of the objective: one of <see cref="ObjectiveFactory.Names"/>, or that of an <see cref="IObjectiveProvider"/>.</summary>
    /// <value>"barlow-twins" (default).</value>
    public string Name { get; set; } = BarlowTwinsObjective.ObjectiveName;

    /// <summary>Gets or sets the settings of Barlow Twins.</summary>
    /// <value>Its defaults.</value>
    public BarlowTwinsOptions BarlowTwins { get; set; } = new();

    /// <summary>Gets or sets the settings of SGCL.</summary>
    /// <value>Its defaults.</value>
    public SgclOptions Sgcl { get; set; } = new();

    /// <summary>Gets or sets the settings of SSLP.</summary>
    /// <value>Its defaults.</value>
    public SslpOptions Sslp { get; set; } = new();

    /// <summary>Gets or sets the settings of VICReg.</summary>
    /// <value>Its defaults.</value>
    public VicRegOptions VicReg { get; set; } = new();

    /// <summary>Gets or sets the settings of BYOL.</summary>
    /// <value>Its defaults.</value>
    public ByolOptions Byol { get; set; } = new();

    /// <summary>Gets or sets the settings of SimSiam.</summary>
    /// <value>Its defaults.</value>
    public SimSiamOptions SimSiam { get; set; } = new();

    /// <summary>Gets or sets the settings of SimCLR.</summary>
    /// <value>Its defaults.</value>
    public SimClrOptions SimClr { get; set; } = new();

    /// <summary>Gets or sets the settings of supervised contrastive learning.</summary>
    /// <value>Its defaults.</value>
    public SupConOptions SupCon { get; set; } = new();

    /// <summary>Gets or sets the settings of MoCo v2.</summary>
    /// <value>Its defaults.</value>
    public MoCoV2Options MoCoV2 { get; set; } = new();

    /// <summary>Gets or sets the settings of MoCo v3.</summary>
    /// <value>Its defaults.</value>
    public MoCoV3Options MoCoV3 { get; set; } = new();

    /// <summary>Gets or sets the settings of SwAV.</summary>
    /// <value>Its defaults.</value>
    public SwAvOptions SwAv { get; set; } = new();

    /// <summary>Gets or sets the settings of DINO.</summary>
    /// <value>Its defaults.</value>
    public DinoOptions Dino { get; set; } = new();

    /// <summary>Gets or sets the settings of DINOv2.</summary>
    /// <value>Its defaults.</value>
    public DinoV2Options DinoV2 { get; set; } = new();

    /// <summary>Gets or sets the settings of an objective that an <see cref="IObjectiveProvider"/> brings, as JSON members.</summary>
    /// <value>Null (default): the provider's defaults. A run's record holds all members.</value>
    /// <remarks>JSON files and code set it (<see cref="ObjectiveProvider{TOptions}.Write"/>); a host's configuration binder cannot make JSON nodes, so bind the provider's options class there and write it here.</remarks>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonObject? Custom { get; set; }
}
