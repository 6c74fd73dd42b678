namespace Histo.Ssl.Mil.Aggregators;

/// <summary>What the logits of an aggregator are.</summary>
public enum LogitKind
{
    /// <summary>One a class, to be scaled by softmax: classes exclude each other.</summary>
    Softmax = 1,

    /// <summary>One a class, each on its own under a sigmoid; a bag of class c has 1 at c and 0 elsewhere, or the single logit belongs to class 1.</summary>
    Sigmoid = 2,
}
