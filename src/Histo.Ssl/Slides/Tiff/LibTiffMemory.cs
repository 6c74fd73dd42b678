using BitMiracle.LibTiff.Classic;

namespace Histo.Ssl.Slides.Tiff;

/// <summary>A file in memory for LibTiff.NET; keeps the first error that concerns it.</summary>
internal sealed class LibTiffMemory(MemoryStream memory) : TiffStream, IDisposable
{
    public string? Message { get; set; }

    public override int Read(object clientData, byte[] buffer, int offset, int count) => memory.Read(buffer, offset, count);

    public override void Write(object clientData, byte[] buffer, int offset, int count) => memory.Write(buffer, offset, count);

    public override long Seek(object clientData, long offset, SeekOrigin origin) => offset == -1 ? -1 : memory.Seek(offset, origin);

    public override void Close(object clientData)
    {
    }

    public override long Size(object clientData) => memory.Length;

    public void Dispose() => memory.Dispose();
}
