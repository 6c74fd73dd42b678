namespace Histo.Ssl.Evaluation;

/// <summary>What a probe predicts.</summary>
public enum ProbeTarget
{
    /// <summary>The annotated class where annotations name two or more, else the annotated share where any tile has one, else the slide's label.</summary>
    Auto,

    /// <summary>The annotated class that marks most of a tile, any number of classes. Tiles that are annotated to less than the upper threshold are left out.</summary>
    AnnotatedClass,

    /// <summary>Whether a tile lies in annotated tissue: two classes, "negative" and "positive". Tiles without annotation are left out.</summary>
    LabelledShare,

    /// <summary>The label of a tile's slide, any number of classes. Tiles of slides without label are left out.</summary>
    SlideLabel,
}
