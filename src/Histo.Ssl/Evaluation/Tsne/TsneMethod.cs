namespace Histo.Ssl.Evaluation;

/// <summary>How a t-SNE computes the forces between points.</summary>
public enum TsneMethod
{
    /// <summary>Exactly below 5,000 rows, by Barnes and Hut's method from there on.</summary>
    Auto,

    /// <summary>Every pair of rows attracts and repels. Time and memory grow with the square of the rows.</summary>
    Exact,

    /// <summary>
    /// Rows attract their 3 x perplexity nearest neighbours only, found exactly, and far points repel as one body. An iteration grows with n log n; finding the neighbours is once n^2 x columns multiplications. Source:
    /// L. van der Maaten, "Accelerating t-SNE using Tree-Based Algorithms", JMLR 15, 2014.
    /// </summary>
    BarnesHut,
}
