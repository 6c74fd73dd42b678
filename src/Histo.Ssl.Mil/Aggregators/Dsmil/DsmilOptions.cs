namespace Histo.Ssl.Mil.Aggregators;

/// <summary>Settings of DSMIL.</summary>
public sealed class DsmilOptions
{
    /// <summary>Gets or sets whether the query is a network of two layers with ReLU and tanh, rather than one linear layer.</summary>
    /// <value>True (default).</value>
    public bool NonlinearQuery { get; set; } = true;

    /// <summary>Gets or sets whether values go through a layer of their own, ReLU(W Drop(x) + b), rather than being the features.</summary>
    /// <value>False (default).</value>
    public bool LearnedValue { get; set; }

    /// <summary>Gets or sets the dropout rate of the layer of the values.</summary>
    /// <value>0 to below 1; 0 (default).</value>
    public double ValueDropout { get; set; }

    internal void Validate() => OptionLimits.Rate(nameof(ValueDropout), ValueDropout);
}
