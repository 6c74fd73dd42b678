namespace Histo.Ssl.Evaluation;

/// <summary>What a probe predicts.</summary>
public enum ProbeTarget
{
    /// <summary>The annotated share where any tile has one, otherwise the slide's label.</summary>
    Auto,

    /// <summary>Whether a tile lies in annotated tissue: two classes, "negative" and "positive". Tiles without annotation are left out.</summary>
    LabelledShare,

    /// <summary>The label of a tile's slide, any number of classes. Tiles of slides without label are left out.</summary>
    SlideLabel,
}
