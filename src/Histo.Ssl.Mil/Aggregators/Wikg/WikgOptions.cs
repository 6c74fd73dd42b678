namespace Histo.Ssl.Mil.Aggregators;

/// <summary>Settings of WiKG.</summary>
public sealed class WikgOptions
{
    /// <summary>Gets or sets the width of a node.</summary>
    /// <value>2 or more; 512 (default).</value>
    public int Width { get; set; } = 512;

    /// <summary>Gets or sets the number of neighbours k; bags with fewer instances have fewer.</summary>
    /// <value>1 or more; 6 (default).</value>
    public int Neighbours { get; set; } = 6;

    /// <summary>Gets or sets how a node takes in what it heard.</summary>
    /// <value><see cref="WikgUpdate.BiInteraction"/> (default).</value>
    public WikgUpdate Update { get; set; } = WikgUpdate.BiInteraction;

    /// <summary>Gets or sets how nodes become the bag's vector.</summary>
    /// <value><see cref="WikgPooling.Attention"/> (default), the class's default; the authors' training script takes the mean.</value>
    public WikgPooling Pooling { get; set; } = WikgPooling.Attention;

    /// <summary>Gets or sets whether a neighbour's weight is the dot product of neighbour and gate, rather than the product of their sums, which is what the published expression computes.</summary>
    /// <value>False (default).</value>
    public bool DotProductGate { get; set; }

    /// <summary>Gets or sets the dropout rate of the updated nodes.</summary>
    /// <value>0 to below 1; 0.3 (default).</value>
    public double Dropout { get; set; } = 0.3;

    internal void Validate()
    {
        OptionLimits.Require(Width >= 2, nameof(Width), Width, "2 or more");
        OptionLimits.AtLeastOne(nameof(Neighbours), Neighbours);
        OptionLimits.Rate(nameof(Dropout), Dropout);
    }
}
