namespace Histo.Ssl.Pairs;

/// <summary>What has equal shares in every batch of anchors.</summary>
public enum AnchorBalance
{
    /// <summary>Nothing: each tile is as likely as any other.</summary>
    None,

    /// <summary>Slides.</summary>
    Slide,

    /// <summary>Patients; a slide without one is a patient of its own.</summary>
    Patient,

    /// <summary>Weak labels of slides; slides without one form a group.</summary>
    Label,

    /// <summary>Sites: the manifest's column site; slides without one form a group.</summary>
    Site,
}
