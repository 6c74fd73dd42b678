using System.ComponentModel.DataAnnotations;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;

namespace Histo.Ssl.Evaluation;

/// <summary>Which tiles have a class, and how they are split into folds.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "probe")]
[JsonDerivedType(typeof(LinearProbeOptions), "linear")]
[JsonDerivedType(typeof(FineTuningOptions), "finetune")]
public abstract class LabelledTileOptions
{
    private protected LabelledTileOptions()
    {
    }

    /// <summary>Gets or sets what is predicted.</summary>
    /// <value><see cref="ProbeTarget.Auto"/> by default.</value>
    public ProbeTarget Target { get; set; }

    /// <summary>Gets or sets the labelled share up to which a tile is negative.</summary>
    /// <value>0.25 by default.</value>
    [Range(0.0, 1.0)]
    public double LowShare { get; set; } = 0.25;

    /// <summary>Gets or sets the labelled share from which a tile is positive. Tiles between the two are left out.</summary>
    /// <value>0.75 by default.</value>
    [Range(0.0, 1.0)]
    public double HighShare { get; set; } = 0.75;

    /// <summary>Gets or sets the folds asked for; fewer are made when the groups do not allow as many.</summary>
    /// <value>5 by default.</value>
    [Range(2, 1000)]
    public int Folds { get; set; } = 5;

    /// <summary>Gets or sets the seed of all draws.</summary>
    /// <value>0 by default.</value>
    public ulong Seed { get; set; }

    internal virtual void Validate()
    {
        Require(LowShare is >= 0 and <= 1 && HighShare is >= 0 and <= 1 && LowShare < HighShare, FormattableString.Invariant($"{LowShare}, {HighShare}"), "0 to 1, low below high", "LowShare, HighShare");
        Require(Folds >= 2, Folds, "2 or more");
    }

    private protected void Require(bool holds, object? seen, string wanted, [CallerArgumentExpression(nameof(seen))] string name = "")
    {
        if (!holds)
        {
            throw new HistoException(ErrorCodes.InvalidOption, "an option lies outside its range", $"{GetType().Name}.{name}", seen ?? "null", wanted);
        }
    }
}
