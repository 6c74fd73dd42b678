namespace Histo.Ssl.Slides.Tiff;

/// <summary>One tag of a directory, its value not yet read.</summary>
/// <param name="Type">TIFF field type.</param>
/// <param name="Count">Number of values.</param>
/// <param name="Position">Where the values stand in the file.</param>
internal readonly record struct TiffEntry(ushort Type, long Count, long Position)
{
    /// <summary>Bytes of one value; 0 for an unknown type.</summary>
    public int Size => Type switch
    {
        1 or 2 or 6 or 7 => 1,
        3 or 8 => 2,
        4 or 9 or 11 or 13 => 4,
        5 or 10 or 12 or 16 or 17 or 18 => 8,
        _ => 0,
    };
}
