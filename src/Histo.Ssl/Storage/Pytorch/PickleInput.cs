using System.Buffers.Binary;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Histo.Ssl.Storage.Pytorch;

/// <summary>Bytes of a part of a file, read forwards. Never allocates more than the part holds.</summary>
internal sealed class PickleInput(SafeFileHandle file, long start, long end, PytorchFault fault)
{
    private const int LongestName = 512;
    private readonly byte[] _buffer = new byte[(int)Math.Clamp(end - start, 1, 1 << 16)];
    private long _next = start;
    private int _at, _filled;

    public long Position => _next - (_filled - _at);

    public long Remaining => end - Position;

    public byte ReadByte()
    {
        if (_at == _filled)
        {
            Fill();
        }

        return _buffer[_at++];
    }

    public ushort ReadUInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Exactly(stackalloc byte[2]));

    public int ReadInt32() => BinaryPrimitives.ReadInt32LittleEndian(Exactly(stackalloc byte[4]));

    public uint ReadUInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Exactly(stackalloc byte[4]));

    public long ReadInt64() => BinaryPrimitives.ReadInt64LittleEndian(Exactly(stackalloc byte[8]));

    public ulong ReadUInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Exactly(stackalloc byte[8]));

    // The one number of a pickle whose bytes stand the other way round.
    public double ReadDoubleBigEndian() => BinaryPrimitives.ReadDoubleBigEndian(Exactly(stackalloc byte[8]));

    public byte[] ReadBytes(ulong count)
    {
        if (count > (ulong)Remaining || count > (ulong)Array.MaxLength)
        {
            throw fault.Damaged("a text or byte string is longer than what is left of the file", count, $"at most {Math.Min(Remaining, Array.MaxLength)}");
        }

        var bytes = new byte[count];
        Exactly(bytes);
        return bytes;
    }

    public string ReadText(ulong count, Encoding encoding) => encoding.GetString(ReadBytes(count));

    public string ReadLine()
    {
        var text = new StringBuilder();
        for (byte next = ReadByte(); next != (byte)'\n'; next = ReadByte())
        {
            text.Append(text.Length < LongestName && next is >= 0x20 and < 0x7F ? (char)next : throw fault.Damaged("a Python name cannot be read"));
        }

        return text.ToString();
    }

    public void Skip(long count)
    {
        if (count < 0 || count > Remaining)
        {
            throw fault.Damaged("the file ends early", Remaining, $"{count} bytes");
        }

        _next = Position + count;
        _at = _filled = 0;
    }

    private Span<byte> Exactly(Span<byte> destination)
    {
        for (int done = 0; done < destination.Length;)
        {
            if (_at == _filled)
            {
                Fill();
            }

            int count = Math.Min(destination.Length - done, _filled - _at);
            _buffer.AsSpan(_at, count).CopyTo(destination[done..]);
            _at += count;
            done += count;
        }

        return destination;
    }

    private void Fill()
    {
        int wanted = (int)Math.Min(_buffer.Length, end - _next);
        int count = wanted > 0 ? RandomAccess.Read(file, _buffer.AsSpan(0, wanted), _next) : 0;
        if (count == 0)
        {
            throw fault.Damaged("the file ends in the middle of its description");
        }

        _next += count;
        _at = 0;
        _filled = count;
    }
}
