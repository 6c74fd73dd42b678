namespace Histo.Ssl.Objectives;

/// <summary>What the self term of SSLP pulls an anchor to.</summary>
public enum SelfPositive
{
    /// <summary>The embedding of view 1: whatever tile the sampler drew, so that any sampler's pairs are learnt from. Gradient flows through both. A reconstruction: the authors' code has one view.</summary>
    SecondView,

    /// <summary>The anchor's own bank row, as in the authors' code. View 1 does not go through the network.</summary>
    Bank,
}
