using System.Runtime.InteropServices;
using Histo.Ssl.Storage;
using PureHDF;
using PureHDF.Selections;

namespace Histo.Ssl.Features;

/// <summary>A data set of numbers in an HDF5 file, read as it is: element type, shape, little-endian bytes.</summary>
/// <param name="set">The data set.</param>
/// <param name="path">The file, for messages.</param>
internal sealed class Hdf5Array(IH5Dataset set, string path)
{
    private readonly bool _reversed = Hdf5ByteOrder.ReadAsStored(set);

    /// <summary>Sizes of the dimensions.</summary>
    public long[] Shape { get; } = [.. set.Space.Dimensions.Select(size => (long)size)];

    /// <summary>Type of an element.</summary>
    public ElementType Type { get; } = TypeOf(set, path);

    /// <summary>Number of elements.</summary>
    public long Count => Shape.Aggregate(1L, (product, size) => product * size);

    /// <summary>Reads rows of the first dimension after a leading axis of length one, if there is one.</summary>
    /// <param name="leading">Dimensions of length one in front.</param>
    /// <param name="first">First row.</param>
    /// <param name="rows">Number of rows.</param>
    public byte[] ReadRows(int leading, long first, long rows)
    {
        if (rows == 0 || Count == 0)
        {
            return [];
        }

        ulong[] starts = new ulong[Shape.Length], sizes = [.. Shape.Select(size => (ulong)size)];
        starts[leading] = (ulong)first;
        sizes[leading] = (ulong)rows;
        return Read(new HyperslabSelection(Shape.Length, starts, sizes));
    }

    /// <summary>Reads everything.</summary>
    public byte[] ReadAll() => Count == 0 ? [] : Read(null);

    /// <summary>Reads everything as doubles.</summary>
    public double[] ReadDoubles() => ToDoubles(ReadAll());

    /// <summary>Widens bytes of this type.</summary>
    public double[] ToDoubles(byte[] bytes) => Type switch
    {
        ElementType.F64 => MemoryMarshal.Cast<byte, double>(bytes).ToArray(),
        ElementType.F32 => Widen<float>(bytes, value => value),
        ElementType.F16 => Widen<Half>(bytes, value => (double)value),
        ElementType.I64 => Widen<long>(bytes, value => value),
        ElementType.I32 => Widen<int>(bytes, value => value),
        ElementType.I16 => Widen<short>(bytes, value => value),
        ElementType.I8 => Widen<sbyte>(bytes, value => value),
        ElementType.U64 => Widen<ulong>(bytes, value => value),
        ElementType.U32 => Widen<uint>(bytes, value => value),
        ElementType.U16 => Widen<ushort>(bytes, value => value),
        _ => Widen<byte>(bytes, value => value),
    };

    private static double[] Widen<T>(byte[] bytes, Converter<T, double> convert)
        where T : unmanaged => Array.ConvertAll(MemoryMarshal.Cast<byte, T>(bytes).ToArray(), convert);

    private static ElementType TypeOf(IH5Dataset set, string path) => (set.Type.Class, set.Type.Size, set.Type.Class == H5DataTypeClass.FixedPoint && set.Type.FixedPoint.IsSigned) switch
    {
        (H5DataTypeClass.FloatingPoint, 8, _) => ElementType.F64,
        (H5DataTypeClass.FloatingPoint, 4, _) => ElementType.F32,
        (H5DataTypeClass.FloatingPoint, 2, _) => ElementType.F16,
        (H5DataTypeClass.FixedPoint, 8, true) => ElementType.I64,
        (H5DataTypeClass.FixedPoint, 4, true) => ElementType.I32,
        (H5DataTypeClass.FixedPoint, 2, true) => ElementType.I16,
        (H5DataTypeClass.FixedPoint, 1, true) => ElementType.I8,
        (H5DataTypeClass.FixedPoint, 8, false) => ElementType.U64,
        (H5DataTypeClass.FixedPoint, 4, false) => ElementType.U32,
        (H5DataTypeClass.FixedPoint, 2, false) => ElementType.U16,
        (H5DataTypeClass.FixedPoint, 1, false) => ElementType.U8,
        var (kind, size, _) => throw new HistoException(ErrorCodes.UnknownFeatureStore, "the data set holds no numbers of a known type", path, $"{kind} of {size} bytes", "integers or floating-point numbers"),
    };

    private byte[] Read(Selection? rows) => Type switch
    {
        ElementType.F64 => As<double>(rows),
        ElementType.F32 => As<float>(rows),
        ElementType.F16 => As<Half>(rows),
        ElementType.I64 => As<long>(rows),
        ElementType.I32 => As<int>(rows),
        ElementType.I16 => As<short>(rows),
        ElementType.I8 => As<sbyte>(rows),
        ElementType.U64 => As<ulong>(rows),
        ElementType.U32 => As<uint>(rows),
        ElementType.U16 => As<ushort>(rows),
        _ => As<byte>(rows),
    };

    private byte[] As<T>(Selection? rows)
        where T : unmanaged
    {
        byte[] bytes = MemoryMarshal.AsBytes<T>(set.Read<T[]>(fileSelection: rows)).ToArray();
        return _reversed ? Hdf5ByteOrder.Reverse(bytes, set.Type.Size) : bytes;
    }
}
