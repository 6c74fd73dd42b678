using System.Globalization;
using System.Numerics;
using System.Text;

namespace Histo.Ssl.Storage.Pytorch;

/// <summary>Gives a meaning, as plain data, to the Python names of <see cref="PickleAllowList"/>.</summary>
/// <param name="storages">Where storages are found.</param>
/// <param name="budget">Bytes that may be made by converting texts and copying containers, so that a small file cannot ask for much memory.</param>
/// <param name="fault">Words the errors.</param>
internal sealed class PytorchNames(IPytorchStorages storages, long budget, PytorchFault fault)
{
    private const int LongestKeyPart = 256;
    private readonly TensorBuilder _tensors = new(fault);
    private long _budget = budget;

    public PickleName Resolve(PickleName name) => PickleAllowList.Has(name) ? name : throw fault.Refused(name);

    public object? Make(PickleName name, object?[] arguments) => (name.ToString(), arguments) switch
    {
        ("collections.OrderedDict", []) => new PickleMap(),
        ("collections.OrderedDict", [IReadOnlyList<object?> pairs]) => FromPairs(pairs),
        ("collections.defaultdict", [] or [PickleName or null]) => new PickleMap(),
        ("collections.Counter", [PickleMap counts]) => counts,
        ("argparse.Namespace", []) => new PickleMap(isNamespace: true),
        ("_codecs.encode", [string text, "latin1" or "latin-1"]) => Latin1(text),
        ("torch._utils._rebuild_tensor", [StorageView storage, var offset, var shape, var strides]) => Tensor(storage, offset, shape, strides),
        ("torch._utils._rebuild_tensor_v2", [StorageView storage, var offset, var shape, var strides, _, _]) => Tensor(storage, offset, shape, strides),
        ("torch._utils._rebuild_tensor_v2", [StorageView storage, var offset, var shape, var strides, _, _, var marks]) => Tensor(storage, offset, shape, strides, marks),
        ("torch._utils._rebuild_tensor_v3", [StorageView storage, var offset, var shape, var strides, _, _, PickleName type, ..]) =>
            Tensor(storage.As(TypeOf(type)), offset, shape, strides, arguments is [.., PickleMap marks] ? marks : null),
        ("torch._utils._rebuild_parameter", [PytorchTensor data, _, _]) => data,
        ("torch.Size", [IReadOnlyList<object?> sizes]) => sizes,
        ("torch.device", [string device]) => device,
        ("torch.device", [string device, long index]) when device.Length <= LongestKeyPart => string.Create(CultureInfo.InvariantCulture, $"{device}:{index}"),
        ("numpy.dtype", [string code, ..]) when code.Length <= LongestKeyPart => new NumpyType(code, fault),
        ("numpy.core.multiarray._reconstruct" or "numpy._core.multiarray._reconstruct", [PickleName { Module: "numpy", Name: "ndarray" }, _, _]) => new NumpyArray(_tensors, fault),
        ("numpy.core.multiarray.scalar" or "numpy._core.multiarray.scalar", [NumpyType type, byte[] value]) => type.Scalar(value),
        ("numpy.core.multiarray.scalar" or "numpy._core.multiarray.scalar", [NumpyType type, string { Length: <= 16 } value]) => type.Scalar(Encoding.Latin1.GetBytes(value)),
        _ when name.Module is "builtins" or "__builtin__" => Builtin(name, arguments),
        _ => throw Wrong(name),
    };

    public void SetState(object? target, object? state)
    {
        switch (target)
        {
            case NumpyType type:
                type.SetState(state);
                break;
            case NumpyArray array:
                array.SetState(state);
                break;
            case PickleMap { IsNamespace: true } names when state is PickleMap values:
                Spend(values.Count * 8L);
                foreach ((string key, object? value) in values)
                {
                    names[key] = value;
                }

                break;

            // Attributes of an OrderedDict: state_dict() notes the versions of its modules there.
            case PickleMap { IsNamespace: false }:
                break;
            default:
                throw fault.Damaged("a state belongs to nothing that has one");
        }
    }

    public void Add(PickleMap map, object? key, object? value)
    {
        if (!map.TryAdd(KeyText(key), value))
        {
            throw fault.Damaged("a dictionary has two keys of the same text", KeyText(key));
        }
    }

    // ('storage', type, key, location, number of elements) and, in old files, a view of it: (key, first element, number of elements).
    public StorageView Storage(object?[] identity)
    {
        if (identity is not ["storage", PickleName typeName, string key, _, long count, ..] || count < 0)
        {
            throw fault.Damaged("a reference to a storage cannot be read");
        }

        if (!PytorchTypes.Storages.TryGetValue(typeName.Name.TrimStart('_'), out ElementType type) || !typeName.Module.StartsWith("torch", StringComparison.Ordinal))
        {
            throw fault.Unsupported("a tensor has an element type that is not read", typeName, "real, integer and boolean types");
        }

        if (count > long.MaxValue / 8)
        {
            throw fault.Damaged("a storage is absurdly large", count);
        }

        StoredBytes bytes = storages.Find(key, type, count);
        if (identity is not [_, _, _, _, _, object?[] part, ..])
        {
            return new StorageView(bytes, type, 0, count);
        }

        return part is [_, long first and >= 0, long length and >= 0] && first <= count && length <= count - first
            ? new StorageView(bytes, type, first, length)
            : throw fault.Damaged("a view of a storage leaves it");
    }

    private PytorchTensor Tensor(StorageView storage, object? offset, object? shape, object? strides, object? marks = null)
    {
        if (marks is PickleMap map && map.Values.Any(mark => mark is true))
        {
            throw fault.Unsupported("a tensor is a lazy conjugate or negative", string.Join(", ", map.Keys), "plain values");
        }

        return _tensors.Build(storage, _tensors.Size(offset), _tensors.Sizes(shape), _tensors.Sizes(strides));
    }

    private ElementType TypeOf(PickleName name) => name.Module == "torch" && PytorchTypes.Types.TryGetValue(name.Name, out ElementType type)
        ? type
        : throw fault.Unsupported("a tensor has an element type that is not read", name, string.Join(", ", PytorchTypes.Types.Keys.Order(StringComparer.Ordinal)));

    // Values are handed on, never copied: a file could ask for the copy of a large value again and again.
    private object? Builtin(PickleName name, object?[] arguments) => (name.Name, arguments) switch
    {
        ("dict", []) => new PickleMap(),
        ("dict", [PickleMap map]) => map,
        ("list" or "set", []) => new List<object?>(),
        ("tuple" or "frozenset", []) => Array.Empty<object?>(),
        ("list" or "tuple" or "set" or "frozenset", [IReadOnlyList<object?> values]) => values,
        ("bytes" or "bytearray", []) => Array.Empty<byte>(),
        ("bytes" or "bytearray", [byte[] bytes]) => bytes,
        ("bytearray", [string text, "latin1" or "latin-1"]) => Latin1(text),
        _ => throw Wrong(name),
    };

    private PickleMap FromPairs(IReadOnlyList<object?> pairs)
    {
        Spend(pairs.Count * 16L);
        var map = new PickleMap();
        foreach (object? pair in pairs)
        {
            if (pair is not IReadOnlyList<object?> { Count: 2 } parts)
            {
                throw fault.Damaged("an ordered dictionary cannot be read");
            }

            Add(map, parts[0], parts[1]);
        }

        return map;
    }

    private byte[] Latin1(string text)
    {
        Spend(text.Length);
        return Encoding.Latin1.GetBytes(text);
    }

    private void Spend(long amount)
    {
        _budget -= amount;
        if (_budget < 0)
        {
            throw fault.Damaged("the description asks for far more memory than the file is long");
        }
    }

    private string KeyText(object? key) => key switch
    {
        string text => text,
        object?[] { Length: <= 16 } parts => $"({string.Join(", ", parts.Select(KeyPart))})",
        _ => KeyPart(key),
    };

    private string KeyPart(object? key) => key switch
    {
        string { Length: <= LongestKeyPart } text => text,
        null => "None",
        bool flag => flag ? "True" : "False",
        long or double or BigInteger => Convert.ToString(key, CultureInfo.InvariantCulture)!,
        PickleName name => name.ToString(),
        _ => throw fault.Unsupported("a dictionary has a key that is neither text nor number", key.GetType().Name),
    };

    private HistoException Wrong(PickleName name) => fault.Damaged($"'{name}' is used in a way that plain data does not need", name);
}
