using System.ComponentModel.DataAnnotations;

namespace Histo.Ssl.Objectives;

/// <summary>Settings that SSLP and SGCL share: the bank, which rows an anchor is compared with, and when.</summary>
public abstract class BankObjectiveOptions
{
    /// <summary>Gets or sets the temperature: of SSLP's three terms, of SGCL's merged one.</summary>
    /// <value>0.07 (default).</value>
    [Range(1e-4, 1e4)]
    public double Temperature { get; set; } = 0.07;

    /// <summary>Gets or sets what the self term pulls an anchor to.</summary>
    /// <value><see cref="SelfPositive.SecondView"/> (default); the authors' code has <see cref="SelfPositive.Bank"/>.</value>
    [EnumDataType(typeof(SelfPositive))]
    public SelfPositive SelfPositive { get; set; } = SelfPositive.SecondView;

    /// <summary>Gets or sets the straight-line distance in strides below which tiles of a slide are neighbours.</summary>
    /// <value>Above 1, to 50; default 3: the 24 tiles of the 5 x 5 block.</value>
    [Range(1.0001, 50.0)]
    public double DistanceThreshold { get; set; } = 3;

    /// <summary>Gets or sets the number of auxiliary anchors: the most similar neighbours on the slide, whose neighbours in feature space count as the anchor's.</summary>
    /// <value>0 to 24; default 1. An anchor without neighbours on the slide has none.</value>
    [Range(0, 24)]
    public int AuxiliaryAnchors { get; set; } = 1;

    /// <summary>Gets or sets how many of the most similar rows can be neighbours in feature space: of an anchor with one auxiliary anchor. With a of them each has 2 / (1 + a) times as many.</summary>
    /// <value>4,096 (default).</value>
    [Range(1, 1 << 24)]
    public int Neighbours { get; set; } = 4096;

    /// <summary>Gets or sets the number of negatives of each term.</summary>
    /// <value>4,096 (default); fewer when the most similar share has fewer.</value>
    [Range(1, 1 << 24)]
    public int Negatives { get; set; } = 4096;

    /// <summary>Gets or sets the share of the most similar rows that negatives are drawn from.</summary>
    /// <value>0.2 (default).</value>
    [Range(0.001, 1.0)]
    public double NegativeShare { get; set; } = 0.2;

    /// <summary>Gets or sets how likely each rank among them is.</summary>
    /// <value><see cref="RankDensity.StretchedHistogram"/> (default), as in the authors' code.</value>
    [EnumDataType(typeof(RankDensity))]
    public RankDensity Ranks { get; set; } = RankDensity.StretchedHistogram;

    /// <summary>Gets or sets a number of random rows, new at each batch, that neighbours and negatives are looked for among.</summary>
    /// <value>Null (default): all rows, exactly. A number makes a step cheaper and its sets approximate; our addition.</value>
    [Range(16, int.MaxValue)]
    public int? Candidates { get; set; }

    /// <summary>Gets or sets the number of epochs over which the intra and inter terms gain their weight.</summary>
    /// <value>10 (default); 0: full weight from the start.</value>
    [Range(0, 100_000)]
    public int RampEpochs { get; set; } = 10;

    /// <summary>Gets or sets the share of the run over which they gain it, step by step, in place of epochs.</summary>
    /// <value>Null (default): <see cref="RampEpochs"/> holds, as it does in a run of unknown length.</value>
    [Range(0.0, 1.0)]
    public double? RampShare { get; set; }

    /// <summary>Gets or sets after how many epochs the bank is clustered anew.</summary>
    /// <value>1 (default): after the first batch of every epoch.</value>
    [Range(1, 100_000)]
    public int ClusterEvery { get; set; } = 1;

    /// <summary>Gets or sets the bank's momentum and clusterings.</summary>
    public EmbeddingBankOptions Bank { get; set; } = new();

    /// <summary>Gets or sets whether three quirks of the authors' code are kept.</summary>
    /// <value>
    /// False (default): an anchor without neighbours is left out of the mean of that term, and is never its own neighbour. True: such an anchor costs a constant 16.118, and an anchor that is among the neighbours of its
    /// auxiliary anchor is its own neighbour. (The third quirk, that excluded rows count as similarity 0, makes a difference only when fewer than <see cref="NegativeShare"/> of the rows are left, and is not kept.)
    /// </value>
    public bool CodeCompatible { get; set; }

    /// <summary>Gets or sets how many anchors are compared with the whole bank at once.</summary>
    /// <value>16 (default): 45 MB for 700,000 tiles. No influence on results beyond rounding.</value>
    [Range(1, 1 << 16)]
    public int ChunkRows { get; set; } = 16;
}
