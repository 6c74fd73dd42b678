using System.ComponentModel.DataAnnotations;

namespace Histo.Ssl.Evaluation;

/// <summary>How features are probed.</summary>
public sealed class ProbeOptions
{
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

    /// <summary>Gets or sets the inverse penalty of the logistic probe, fixed beforehand.</summary>
    /// <value>0.01 by default.</value>
    [Range(1e-9, 1e9)]
    public double C { get; set; } = 0.01;

    /// <summary>Gets or sets the neighbours of the kNN probe; all training tiles when there are fewer.</summary>
    /// <value>20 by default.</value>
    [Range(1, 100_000)]
    public int Neighbours { get; set; } = 20;

    /// <summary>Gets or sets the temperature of the kNN votes.</summary>
    /// <value>0.07 by default.</value>
    [Range(1e-4, 1e4)]
    public double Temperature { get; set; } = 0.07;

    /// <summary>Gets or sets the numbers of labelled tiles a class for the few-shot probe.</summary>
    /// <value>1, 5, 10, 20 by default.</value>
    public IReadOnlyList<int> Shots { get; set; } = [1, 5, 10, 20];

    /// <summary>Gets or sets the draws of labelled tiles that each few-shot figure averages, a fold.</summary>
    /// <value>100 by default.</value>
    [Range(1, 100_000)]
    public int FewShotDraws { get; set; } = 100;

    /// <summary>Gets or sets the seed of few-shot draws and of k-means.</summary>
    /// <value>0 by default.</value>
    public ulong Seed { get; set; }

    internal void Validate()
    {
        Require(LowShare is >= 0 and <= 1 && HighShare is >= 0 and <= 1 && LowShare < HighShare, "LowShare, HighShare", FormattableString.Invariant($"{LowShare}, {HighShare}"), "0 to 1, low below high");
        Require(Folds >= 2, nameof(Folds), Folds, "2 or more");
        Require(C > 0, nameof(C), C, "above 0");
        Require(Neighbours >= 1, nameof(Neighbours), Neighbours, "1 or more");
        Require(Temperature > 0, nameof(Temperature), Temperature, "above 0");
        Require(Shots is not null && Shots.All(shots => shots >= 1), nameof(Shots), Shots is null ? "null" : string.Join(", ", Shots), "numbers from 1 on");
        Require(FewShotDraws >= 1, nameof(FewShotDraws), FewShotDraws, "1 or more");
    }

    private static void Require(bool holds, string name, object seen, string wanted)
    {
        if (!holds)
        {
            throw new HistoException(ErrorCodes.InvalidOption, "an option lies outside its range", $"{nameof(ProbeOptions)}.{name}", seen, wanted);
        }
    }
}
