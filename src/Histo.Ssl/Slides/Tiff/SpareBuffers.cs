using System.Buffers;

namespace Histo.Ssl.Slides.Tiff;

/// <summary>Buffers of dropped tiles, kept for the next ones: the shared pool keeps few of a size, and a slide that is closed drops all of its tiles at once. Not thread-safe.</summary>
internal sealed class SpareBuffers
{
    private readonly Stack<byte[]> _buffers = new();

    /// <summary>Gets what is kept.</summary>
    public long Bytes { get; private set; }

    /// <summary>Returns a buffer that holds so many bytes and less than twice as many, where one is kept; else one of the shared pool.</summary>
    public byte[] Take(int bytes)
    {
        while (_buffers.TryPop(out byte[]? buffer))
        {
            Bytes -= buffer.Length;
            if (buffer.Length >= bytes && buffer.Length < 2L * bytes)
            {
                return buffer;
            }

            ArrayPool<byte>.Shared.Return(buffer);
        }

        return ArrayPool<byte>.Shared.Rent(bytes);
    }

    /// <summary>Keeps a buffer where there is room for it, else gives it to the shared pool.</summary>
    /// <param name="buffer">A buffer that <see cref="Take"/> returned.</param>
    /// <param name="room">Bytes that may be kept in all.</param>
    public void Give(byte[] buffer, long room)
    {
        if (Bytes + buffer.Length > room)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            return;
        }

        Bytes += buffer.Length;
        _buffers.Push(buffer);
    }
}
