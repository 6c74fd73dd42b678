using System.ComponentModel.DataAnnotations;

namespace Histo.Ssl.Evaluation;

/// <summary>How features are probed. The seed is that of few-shot draws and of k-means.</summary>
public sealed class ProbeOptions : LabelledTileOptions
{
    /// <summary>Gets or sets the inverse penalty of the logistic probe, fixed beforehand.</summary>
    /// <value>0.01 by default. Without effect when <see cref="InnerFolds"/> choose it.</value>
    [Range(1e-9, 1e9)]
    public double C { get; set; } = 0.01;

    /// <summary>Gets or sets the folds within each training part that choose the penalty among <see cref="PenaltyGrid"/>, see <see cref="PenaltySearch"/>.</summary>
    /// <value>Null (default): <see cref="C"/> as it is. 2 or more: so many inner folds, or as many as the groups allow.</value>
    [Range(2, 1000)]
    public int? InnerFolds { get; set; }

    /// <summary>Gets or sets the inverse penalties among which <see cref="InnerFolds"/> choose.</summary>
    /// <value><see cref="PenaltySearch.DefaultGrid"/>, 1e-4 to 1e2, by default.</value>
    public IReadOnlyList<double> PenaltyGrid { get; set; } = PenaltySearch.DefaultGrid;

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
        Require(InnerFolds is null or >= 2, InnerFolds, "2 or more, or null");
        Require(
            PenaltyGrid is { Count: > 0 } && PenaltyGrid.All(c => c > 0 && double.IsFinite(c)),
            PenaltyGrid is null ? "null" : string.Join(", ", PenaltyGrid.Select(c => FormattableString.Invariant($"{c}"))),
            "values above 0, at least one",
            nameof(PenaltyGrid));
        Require(Neighbours >= 1, Neighbours, "1 or more");
        Require(Temperature > 0, Temperature, "above 0");
        Require(Shots is not null && Shots.All(shots => shots >= 1), Shots is null ? "null" : string.Join(", ", Shots), "numbers from 1 on", nameof(Shots));
        Require(FewShotDraws >= 1, FewShotDraws, "1 or more");
    }
}
