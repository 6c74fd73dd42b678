namespace Histo.Ssl.Slides;

/// <summary>Which columns of a data set's table of labels hold what a manifest wants.</summary>
/// <remarks>A column that is named here but absent from the table is an error, except that the defaults are taken only where they are present.</remarks>
public sealed record LabelTableColumns
{
    /// <summary>Gets the column of the image's path, relative to the table.</summary>
    /// <value>"image" by default; required.</value>
    public string Image { get; init; } = "image";

    /// <summary>Gets the column of the mask's path.</summary>
    /// <value>Null (default): "mask" where the table has it.</value>
    public string? Annotation { get; init; }

    /// <summary>Gets the column of the slide's name.</summary>
    /// <value>Null (default): the mosaic where the table has one, else the file name without its extension.</value>
    public string? SlideId { get; init; }

    /// <summary>Gets the column of the patient.</summary>
    /// <value>Null (default): "patient" or "patient_id" where the table has it.</value>
    public string? PatientId { get; init; }

    /// <summary>Gets the column of the slide's label.</summary>
    /// <value>Null (default): "label" where the table has it.</value>
    public string? Label { get; init; }

    /// <summary>Gets the column of the unit that a fold must not split.</summary>
    /// <value>Null (default): the mosaic where the table has one, else "group" where the table has it.</value>
    public string? Group { get; init; }

    /// <summary>Gets the column of the site.</summary>
    /// <value>Null (default): "site" where the table has it.</value>
    public string? Site { get; init; }

    /// <summary>Gets the column of the microns per pixel.</summary>
    /// <value>Null (default): "mpp" where the table has it.</value>
    public string? Mpp { get; init; }

    /// <summary>Gets the column that names the mosaic of an image; it goes with <see cref="MosaicRow"/>, <see cref="MosaicColumn"/>, <see cref="Width"/> and <see cref="Height"/>.</summary>
    /// <value>"mosaic_group" by default, used where the table has it.</value>
    public string MosaicGroup { get; init; } = "mosaic_group";

    /// <summary>Gets the column of an image's row in its mosaic, in images.</summary>
    /// <value>"mosaic_row" by default.</value>
    public string MosaicRow { get; init; } = "mosaic_row";

    /// <summary>Gets the column of an image's column in its mosaic, in images.</summary>
    /// <value>"mosaic_col" by default.</value>
    public string MosaicColumn { get; init; } = "mosaic_col";

    /// <summary>Gets the column of an image's width in pixels; images of a mosaic must be equally large.</summary>
    /// <value>"width" by default.</value>
    public string Width { get; init; } = "width";

    /// <summary>Gets the column of an image's height in pixels.</summary>
    /// <value>"height" by default.</value>
    public string Height { get; init; } = "height";
}
