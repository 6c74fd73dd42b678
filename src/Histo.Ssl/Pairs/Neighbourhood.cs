namespace Histo.Ssl.Pairs;

/// <summary>Which cells around an anchor are its neighbours; d is the greatest distance, in strides of the lattice.</summary>
public enum Neighbourhood
{
    /// <summary>The square block max(|dx|, |dy|) &lt;= d: 8 cells for d = 1, 24 for d = 2.</summary>
    Chebyshev,

    /// <summary>The disc 0 &lt; sqrt(dx² + dy²) &lt; d + 1: 8 cells for d = 1; for d = 2 the 24 cells of SSLP, whose threshold is 3.</summary>
    EuclideanStrict,

    /// <summary>The cells that d steps along rows and columns reach, |dx| + |dy| &lt;= d: 4 cells for d = 1.</summary>
    FourConnected,

    /// <summary>The frame max(|dx|, |dy|) = d: 8 d cells.</summary>
    Ring,
}
