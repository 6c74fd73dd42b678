namespace Histo.Ssl.Slides.Tiff;

/// <summary>Hands each row to several sinks in turn.</summary>
internal sealed class RowTee(IReadOnlyList<IRowSink> sinks) : IRowSink
{
    public void Add(ReadOnlySpan<byte> row)
    {
        foreach (IRowSink sink in sinks)
        {
            sink.Add(row);
        }
    }

    public void Complete()
    {
        foreach (IRowSink sink in sinks)
        {
            sink.Complete();
        }
    }
}
