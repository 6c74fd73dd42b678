namespace Histo.Ssl.Views;

/// <summary>Buffers of one size that go round between the reading threads and the caller.</summary>
internal sealed class PixelBufferPool
{
    private readonly Lock _gate = new();
    private readonly Stack<byte[]> _free = new();
    private readonly int _length;
    private bool _closed;

    public PixelBufferPool(int length)
    {
        _length = length;
        Return = GiveBack;
    }

    /// <summary>Takes a buffer back; one delegate for all batches.</summary>
    public Action<byte[]> Return { get; }

    public byte[] Rent()
    {
        lock (_gate)
        {
            if (_free.TryPop(out byte[]? buffer))
            {
                return buffer;
            }
        }

        return GC.AllocateUninitializedArray<byte>(_length);
    }

    /// <summary>Lets go of the free buffers; those that come back later are dropped.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            _free.Clear();
        }
    }

    private void GiveBack(byte[] buffer)
    {
        lock (_gate)
        {
            if (!_closed)
            {
                _free.Push(buffer);
            }
        }
    }
}
