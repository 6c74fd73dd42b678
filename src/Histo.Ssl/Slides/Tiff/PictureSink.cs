namespace Histo.Ssl.Slides.Tiff;

/// <summary>Keeps all rows as a picture.</summary>
internal sealed class PictureSink(int width, int height) : IRowSink
{
    private int _row;

    public RgbImage Picture { get; } = new(width, height);

    public void Add(ReadOnlySpan<byte> row) => row.CopyTo(Picture.Pixels.AsSpan(_row++ * width * 3));

    public void Complete()
    {
    }
}
