using System.ComponentModel.DataAnnotations;
using Histo.Ssl.Objectives;
using Histo.Ssl.Training;

namespace Histo.Ssl;

/// <summary>Settings of what <c>AddHistoSsl</c> registers. Checked when the host starts.</summary>
public sealed class HistoSslOptions
{
    /// <summary>Gets or sets the options of runs. <c>IOptions&lt;PretrainOptions&gt;</c> gives the same values.</summary>
    /// <value>Its defaults. What the host configures as <see cref="PretrainOptions"/> is applied first, then what it configures here.</value>
    public PretrainOptions Pretrain { get; set; } = new();

    /// <summary>Gets or sets how many MiB of decoded source tiles the managed TIFF reader keeps for all slides together.</summary>
    /// <value>64 (default); 0 keeps none.</value>
    [Range(0, 1 << 20)]
    public int TiffCacheMegabytes { get; set; } = 64;

    /// <summary>Gets or sets how many MiB of decoded source tiles OpenSlide keeps for all slides together. OpenSlide 3.4 cannot share and ignores it.</summary>
    /// <value>Null (default): OpenSlide's own 32 MB for each open slide.</value>
    [Range(0, 1 << 20)]
    public int? OpenSlideCacheMegabytes { get; set; }

    /// <summary>Checks every option, nested ones too, with the built-in objectives.</summary>
    /// <exception cref="HistoException">As <see cref="Validate(ObjectiveCatalog)"/>.</exception>
    public void Validate() => Validate(ObjectiveCatalog.BuiltIn);

    /// <summary>Checks every option, nested ones too.</summary>
    /// <param name="objectives">The objectives that can be named.</param>
    /// <exception cref="HistoException">HS0001 or the code of an unknown name: the message names the option, for example Pretrain.Training.BatchSize.</exception>
    public void Validate(ObjectiveCatalog objectives)
    {
        ArgumentNullException.ThrowIfNull(objectives);
        OptionTree.Validate(this);
        Pretrain.Validate(objectives);
    }
}
