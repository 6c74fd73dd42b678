using System.Collections.Frozen;

namespace Histo.Ssl.Storage.Pytorch;

/// <summary>Names of element types in PyTorch and NumPy.</summary>
internal static class PytorchTypes
{
    /// <summary>Legacy storage classes, in module torch or torch.cuda, which name the type of their elements.</summary>
    public static readonly FrozenDictionary<string, ElementType> Storages = new Dictionary<string, ElementType>
    {
        ["DoubleStorage"] = ElementType.F64,
        ["FloatStorage"] = ElementType.F32,
        ["HalfStorage"] = ElementType.F16,
        ["BFloat16Storage"] = ElementType.BF16,
        ["LongStorage"] = ElementType.I64,
        ["IntStorage"] = ElementType.I32,
        ["ShortStorage"] = ElementType.I16,
        ["CharStorage"] = ElementType.I8,
        ["ByteStorage"] = ElementType.U8,
        ["BoolStorage"] = ElementType.BOOL,
        ["UntypedStorage"] = ElementType.U8,
    }.ToFrozenDictionary();

    /// <summary>Element types by their name in module torch.</summary>
    public static readonly FrozenDictionary<string, ElementType> Types = new Dictionary<string, ElementType>
    {
        ["float64"] = ElementType.F64,
        ["float32"] = ElementType.F32,
        ["float16"] = ElementType.F16,
        ["bfloat16"] = ElementType.BF16,
        ["int64"] = ElementType.I64,
        ["int32"] = ElementType.I32,
        ["int16"] = ElementType.I16,
        ["int8"] = ElementType.I8,
        ["uint64"] = ElementType.U64,
        ["uint32"] = ElementType.U32,
        ["uint16"] = ElementType.U16,
        ["uint8"] = ElementType.U8,
        ["bool"] = ElementType.BOOL,
    }.ToFrozenDictionary();

    /// <summary>Element types by NumPy's kind and size.</summary>
    public static readonly FrozenDictionary<string, ElementType> Numpy = new Dictionary<string, ElementType>
    {
        ["f8"] = ElementType.F64,
        ["f4"] = ElementType.F32,
        ["f2"] = ElementType.F16,
        ["i8"] = ElementType.I64,
        ["i4"] = ElementType.I32,
        ["i2"] = ElementType.I16,
        ["i1"] = ElementType.I8,
        ["u8"] = ElementType.U64,
        ["u4"] = ElementType.U32,
        ["u2"] = ElementType.U16,
        ["u1"] = ElementType.U8,
        ["b1"] = ElementType.BOOL,
    }.ToFrozenDictionary();
}
