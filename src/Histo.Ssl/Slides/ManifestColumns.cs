namespace Histo.Ssl.Slides;

/// <summary>The columns of a manifest, in the order in which they are written.</summary>
internal static class ManifestColumns
{
    public const string SlideId = "slide_id";
    public const string FilePath = "path";
    public const string Mpp = "mpp";
    public const string PatientId = "patient_id";
    public const string Label = "label";
    public const string Annotation = "annotation";
    public const string Group = "group";
    public const string Site = "site";
    public const string OffsetX = "offset_x";
    public const string OffsetY = "offset_y";

    public static readonly string[] All = [SlideId, FilePath, Mpp, PatientId, Label, Annotation, Group, Site, OffsetX, OffsetY];
}
