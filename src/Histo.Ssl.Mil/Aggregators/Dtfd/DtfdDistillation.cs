namespace Histo.Ssl.Mil.Aggregators;

/// <summary>What DTFD hands from a pseudo-bag to its second tier.</summary>
public enum DtfdDistillation
{
    /// <summary>AFS: the attention-weighted sum of the pseudo-bag, one vector.</summary>
    AggregatedFeature = 1,

    /// <summary>MaxS: the instances with the highest class activation.</summary>
    HighestInstances = 2,

    /// <summary>MaxMinS: the instances with the highest and those with the lowest class activation.</summary>
    HighestAndLowestInstances = 3,
}
