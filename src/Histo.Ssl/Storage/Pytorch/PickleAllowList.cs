using System.Collections.Frozen;

namespace Histo.Ssl.Storage.Pytorch;

/// <summary>The Python names that a file may contain. Everything else is refused by its name.</summary>
internal static class PickleAllowList
{
    private static readonly FrozenSet<string> Names = new[]
    {
        "collections.OrderedDict", "collections.defaultdict", "collections.Counter", "argparse.Namespace", "_codecs.encode",
        "torch._utils._rebuild_tensor", "torch._utils._rebuild_tensor_v2", "torch._utils._rebuild_tensor_v3", "torch._utils._rebuild_parameter",
        "torch.Size", "torch.device", "torch.storage.UntypedStorage", "torch.storage.TypedStorage", "torch.storage._TypedStorage", "torch.storage._UntypedStorage",
        "numpy.ndarray", "numpy.dtype",
        "numpy.core.multiarray._reconstruct", "numpy._core.multiarray._reconstruct", "numpy.core.multiarray.scalar", "numpy._core.multiarray.scalar",
    }.ToFrozenSet();

    // Types of plain values; "__builtin__" is their module in pickles that Python 2 can read, as torch.save writes them.
    private static readonly FrozenSet<string> Builtins =
        new[] { "dict", "list", "tuple", "set", "frozenset", "bytes", "bytearray", "int", "long", "float", "bool", "str", "unicode", "object" }.ToFrozenSet();

    public static bool Has(PickleName name) => Names.Contains(name.ToString()) || name.Module switch
    {
        "builtins" or "__builtin__" => Builtins.Contains(name.Name),
        "torch" => PytorchTypes.Types.ContainsKey(name.Name) || IsStorage(name.Name) || name.Name is "complex64" or "complex128",
        "torch.cuda" => IsStorage(name.Name),
        _ => false,
    };

    // Complex and quantised storages are known names as well, but their elements are not read.
    private static bool IsStorage(string name) => PytorchTypes.Storages.ContainsKey(name) ||
        name is "ComplexFloatStorage" or "ComplexDoubleStorage" or "QInt8Storage" or "QUInt8Storage" or "QInt32Storage" or "QUInt4x2Storage" or "QUInt2x4Storage";
}
