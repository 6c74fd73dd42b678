using System.ComponentModel.DataAnnotations;

namespace Histo.Ssl.Objectives;

/// <summary>Settings of SSLP.</summary>
public sealed class SslpOptions : BankObjectiveOptions
{
    /// <summary>Gets or sets the sizes of the neck: linear layers with bias, with ReLU between.</summary>
    /// <value>"128" (default): one linear layer, as in the authors' code.</value>
    [Required]
    public string Projector { get; set; } = "128";
}
