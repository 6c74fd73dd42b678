namespace Histo.Ssl.Slides.Tiff;

/// <summary>Takes the rows of an image from top to bottom.</summary>
internal interface IRowSink
{
    void Add(ReadOnlySpan<byte> row);

    /// <summary>Says that the last row was added.</summary>
    void Complete();
}
