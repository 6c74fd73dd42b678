namespace Histo.Ssl.Slides.Tiff;

/// <summary>Whose layout <see cref="PyramidTiffWriter"/> follows.</summary>
public enum TiffFlavor
{
    /// <summary>Aperio: description with MPP and AppMag, thumbnail, label and macro as strips.</summary>
    Aperio,

    /// <summary>Plain pyramid: smaller levels marked as such, resolution in the tags, no associated images.</summary>
    Generic,
}
