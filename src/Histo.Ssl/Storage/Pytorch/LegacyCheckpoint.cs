using System.Numerics;
using Microsoft.Win32.SafeHandles;

namespace Histo.Ssl.Storage.Pytorch;

/// <summary>The format of torch.save before PyTorch 1.6: pickles of a magic number, a version, the machine, the object and the storages' keys, then the storages.</summary>
internal sealed class LegacyCheckpoint : IPytorchStorages
{
    private const long Version = 1001;
    private static readonly BigInteger Magic = BigInteger.Parse("119547037146038801333356", System.Globalization.CultureInfo.InvariantCulture);
    private readonly PytorchFault _fault;
    private readonly PickleInput _input;
    private readonly long _length;
    private readonly Dictionary<string, (StoredBytes Bytes, int ElementSize)> _storages = new(StringComparer.Ordinal);

    public LegacyCheckpoint(SafeFileHandle file, PytorchFault fault)
    {
        _fault = fault;
        _length = RandomAccess.GetLength(file);
        _input = new PickleInput(file, 0, _length, fault);
    }

    public object? ReadObject()
    {
        if (Next() is not BigInteger magic || magic != Magic)
        {
            throw _fault.Damaged("the file is a pickle, but not one of torch.save");
        }

        object? version = Next();
        if (version is not Version)
        {
            throw _fault.Unsupported("the file has an unknown version of the old format", version, Version);
        }

        if (Next() is not PickleMap machine || machine.GetValueOrDefault("little_endian") is not bool little)
        {
            throw _fault.Damaged("the description of the machine cannot be read");
        }

        if (!little)
        {
            throw _fault.Unsupported("the file was written on a machine with another byte order", "big", "little");
        }

        object? value = Next();
        Place(Next() as List<object?> ?? throw _fault.Damaged("the list of storages cannot be read"));
        return value;
    }

    public StoredBytes Find(string key, ElementType type, long count)
    {
        int size = SafetensorsReader.SizeOf(type);
        if (!_storages.TryGetValue(key, out (StoredBytes Bytes, int ElementSize) storage))
        {
            if (count * size > _length)
            {
                throw _fault.Damaged($"storage '{key}' is longer than the file", count * size, $"at most {_length}");
            }

            storage = (new StoredBytes(key, count * size), size);
            _storages.Add(key, storage);
        }

        return storage.Bytes.Length == count * size ? storage.Bytes : throw _fault.Damaged($"storage '{key}' has two lengths", count * size, storage.Bytes.Length);
    }

    private object? Next() => new PickleMachine(_input, new PytorchNames(this, PytorchReader.Budget(_input.Remaining), _fault), _fault).Run();

    private void Place(List<object?> keys)
    {
        var placed = new HashSet<string>(StringComparer.Ordinal);
        foreach (object? each in keys)
        {
            if (each is not string key || !_storages.TryGetValue(key, out (StoredBytes Bytes, int ElementSize) storage) || !placed.Add(key))
            {
                throw _fault.Damaged("the list of storages does not fit the tensors", each);
            }

            long count = _input.ReadInt64();
            if (count != storage.Bytes.Length / storage.ElementSize)
            {
                throw _fault.Damaged($"storage '{key}' has the wrong length", count, storage.Bytes.Length / storage.ElementSize);
            }

            storage.Bytes.Offset = _input.Position;
            _input.Skip(storage.Bytes.Length);
        }

        if (placed.Count != _storages.Count)
        {
            throw _fault.Damaged("storages are missing behind the object", placed.Count, _storages.Count);
        }
    }
}
