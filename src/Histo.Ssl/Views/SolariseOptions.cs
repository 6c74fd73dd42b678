using System.ComponentModel.DataAnnotations;

namespace Histo.Ssl.Views;

/// <summary>Options of solarisation: values at or above a threshold are inverted.</summary>
public sealed class SolariseOptions
{
    /// <summary>Gets or sets how often a view is solarised.</summary>
    /// <value>0 to 1; default 0.</value>
    [Range(0.0, 1)]
    public double Probability { get; set; }

    /// <summary>Gets or sets the threshold in 0..1.</summary>
    /// <value>Default 128/255.</value>
    [Range(0.0, 1)]
    public double Threshold { get; set; } = 128.0 / 255;
}
