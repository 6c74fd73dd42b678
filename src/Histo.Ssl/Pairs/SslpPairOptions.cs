using System.ComponentModel.DataAnnotations;

namespace Histo.Ssl.Pairs;

/// <summary>Settings of the mixture of self, intra and inter pairs.</summary>
public sealed class SslpPairOptions
{
    /// <summary>Gets or sets the share of the run over which intra and inter pairs come in.</summary>
    /// <value>0 (at once) to 1; default 0.1, the 10 of 100 epochs of SSLP's ramp.</value>
    [Range(0.0, 1.0)]
    public double RampShare { get; set; } = 0.1;
}
