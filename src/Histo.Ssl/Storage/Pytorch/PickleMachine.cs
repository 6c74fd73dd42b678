using System.Numerics;
using System.Text;

namespace Histo.Ssl.Storage.Pytorch;

/// <summary>Turns a pickle into plain data. It knows containers, numbers and texts; every Python name goes to <see cref="PytorchNames"/>, which has a list.</summary>
/// <remarks>
/// Written from the description of the opcodes in Python's <c>pickletools</c>. The binary opcodes of protocols 1 to 5 are read; text opcodes of protocol 0, extension codes and out-of-band buffers are
/// refused. Nothing is looked up, imported or called.
/// </remarks>
internal sealed class PickleMachine(PickleInput input, PytorchNames names, PytorchFault fault)
{
    // A state dictionary takes some 30 steps a tensor. Each step makes one small object at most, so this also bounds memory.
    private const int MostSteps = 1 << 22;
    private readonly PickleStack _stack = new(fault);

    public object? Run()
    {
        for (int steps = 0; steps < MostSteps; steps++)
        {
            byte code = input.ReadByte();
            if (code == '.')
            {
                return _stack.Pop();
            }

            if (!Number(code) && !Text(code) && !Container(code) && !StackStep(code) && !Object(code))
            {
                throw fault.Damaged("the description has a step that plain data does not need", $"opcode 0x{code:X2} at byte {input.Position - 1}");
            }
        }

        throw fault.Damaged("the description of the data is too long", $"more than {MostSteps} steps", $"at most {MostSteps}");
    }

    private bool Number(byte code)
    {
        switch (code)
        {
            case (byte)'J': _stack.Push((long)input.ReadInt32()); return true;
            case (byte)'K': _stack.Push((long)input.ReadByte()); return true;
            case (byte)'M': _stack.Push((long)input.ReadUInt16()); return true;
            case 0x8A: PushInteger(input.ReadByte()); return true;
            case 0x8B: PushInteger(input.ReadUInt32()); return true;
            case (byte)'G': _stack.Push(input.ReadDoubleBigEndian()); return true;
            case (byte)'N': _stack.Push(null); return true;
            case 0x88: _stack.Push(true); return true;
            case 0x89: _stack.Push(false); return true;
            default: return false;
        }
    }

    private bool Text(byte code)
    {
        switch (code)
        {
            case 0x8C: _stack.Push(input.ReadText(input.ReadByte(), Encoding.UTF8)); return true;
            case (byte)'X': _stack.Push(input.ReadText(input.ReadUInt32(), Encoding.UTF8)); return true;
            case 0x8D: _stack.Push(input.ReadText(input.ReadUInt64(), Encoding.UTF8)); return true;

            // Byte strings of Python 2: texts or bytes. Latin-1 keeps every byte.
            case (byte)'U': _stack.Push(input.ReadText(input.ReadByte(), Encoding.Latin1)); return true;
            case (byte)'T': _stack.Push(input.ReadText(input.ReadUInt32(), Encoding.Latin1)); return true;
            case (byte)'C': _stack.Push(input.ReadBytes(input.ReadByte())); return true;
            case (byte)'B': _stack.Push(input.ReadBytes(input.ReadUInt32())); return true;
            case 0x8E or 0x96: _stack.Push(input.ReadBytes(input.ReadUInt64())); return true;
            default: return false;
        }
    }

    private bool Container(byte code)
    {
        switch (code)
        {
            case (byte)')': _stack.Push(Array.Empty<object?>()); return true;
            case (byte)'t': _stack.Push(_stack.PopToMark()); return true;
            case 0x85 or 0x86 or 0x87: _stack.Push(_stack.Pop(code - 0x84)); return true;
            case (byte)']' or 0x8F: _stack.Push(new List<object?>()); return true;
            case (byte)'l' or 0x91: _stack.Push(new List<object?>(_stack.PopToMark())); return true;
            case (byte)'a': Append([_stack.Pop()]); return true;
            case (byte)'e' or 0x90: Append(_stack.PopToMark()); return true;
            case (byte)'}': _stack.Push(new PickleMap()); return true;
            case (byte)'d': object?[] content = _stack.PopToMark(); _stack.Push(new PickleMap()); Set(content); return true;
            case (byte)'s': Set(_stack.Pop(2)); return true;
            case (byte)'u': Set(_stack.PopToMark()); return true;
            default: return false;
        }
    }

    private bool StackStep(byte code)
    {
        switch (code)
        {
            case (byte)'(': _stack.Mark(); return true;
            case (byte)'0': _stack.Pop(); return true;
            case (byte)'1': _stack.PopToMark(); return true;
            case (byte)'2': _stack.Push(_stack.Peek()); return true;
            case (byte)'q': _stack.Remember(input.ReadByte()); return true;
            case (byte)'r': _stack.Remember(input.ReadUInt32()); return true;
            case 0x94: _stack.Remember(); return true;
            case (byte)'h': _stack.Recall(input.ReadByte()); return true;
            case (byte)'j': _stack.Recall(input.ReadUInt32()); return true;
            default: return false;
        }
    }

    private bool Object(byte code)
    {
        switch (code)
        {
            case 0x80: Require(input.ReadByte()); return true;
            case 0x95: input.ReadUInt64(); return true;
            case (byte)'c': _stack.Push(names.Resolve(new PickleName(input.ReadLine(), input.ReadLine()))); return true;
            case 0x93: string name = _stack.Pop<string>(); _stack.Push(names.Resolve(new PickleName(_stack.Pop<string>(), name))); return true;
            case (byte)'R' or 0x81: object?[] arguments = _stack.Pop<object?[]>(); _stack.Push(names.Make(_stack.Pop<PickleName>(), arguments)); return true;
            case (byte)'b': object? state = _stack.Pop(); names.SetState(_stack.Peek(), state); return true;
            case (byte)'Q': _stack.Push(names.Storage(_stack.Pop<object?[]>())); return true;
            default: return false;
        }
    }

    private void Require(byte protocol)
    {
        if (protocol > 5)
        {
            throw fault.Damaged("the pickle has an unknown protocol", protocol, "0..5");
        }
    }

    private void PushInteger(uint bytes)
    {
        if (bytes > 255)
        {
            throw fault.Damaged("a whole number is absurdly long", bytes, "at most 255 bytes");
        }

        var value = new BigInteger(input.ReadBytes(bytes));
        if (value >= long.MinValue && value <= long.MaxValue)
        {
            _stack.Push((long)value);
        }
        else
        {
            _stack.Push(value);
        }
    }

    private void Append(object?[] values) => _stack.Peek<List<object?>>().AddRange(values);

    private void Set(object?[] content)
    {
        PickleMap map = _stack.Peek<PickleMap>();
        if (content.Length % 2 != 0)
        {
            throw fault.Damaged("a dictionary has a key without a value");
        }

        for (int i = 0; i < content.Length; i += 2)
        {
            names.Add(map, content[i], content[i + 1]);
        }
    }
}
