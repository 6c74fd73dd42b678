using System.ComponentModel.DataAnnotations;

namespace Histo.Ssl.Evaluation;

/// <summary>How features are probed. The seed is that of few-shot draws and of k-means.</summary>
public sealed class ProbeOptions : LabelledTileOptions
{
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

    /// <summary>Gets or sets whether a t-SNE map is made too, and clustered, for <see cref="ProbeReport.TsneNmi"/> and <see cref="ProbeReport.TsneAri"/>.</summary>
    /// <value>False by default: a map of 2,000 tiles takes many seconds.</value>
    public bool Map { get; set; }

    internal override void Validate()
    {
        base.Validate();
        Require(C > 0, C, "above 0");
        Require(Neighbours >= 1, Neighbours, "1 or more");
        Require(Temperature > 0, Temperature, "above 0");
        Require(Shots is not null && Shots.All(shots => shots >= 1), Shots is null ? "null" : string.Join(", ", Shots), "numbers from 1 on", nameof(Shots));
        Require(FewShotDraws >= 1, FewShotDraws, "1 or more");
    }
}
