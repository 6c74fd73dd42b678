using System.Runtime.InteropServices;
using Histo.Ssl.Storage;

namespace Histo.Ssl.Features;

/// <summary>Rows of features: checks and element types.</summary>
internal static class StoreRows
{
    public static void Check(FeatureStoreInfo info, int first, int rows, int length)
    {
        if (first < 0 || rows < 0 || first + (long)rows > info.Rows || length != (long)rows * info.Width)
        {
            throw new HistoException(
                ErrorCodes.WrongShape, "the store has no such rows, or the memory does not fit them", info.SlideId, $"rows {first} to {first + (long)rows - 1} into {length} numbers", $"rows 0 to {info.Rows - 1}, {info.Width} numbers each");
        }
    }

    /// <summary>Widens elements to float32.</summary>
    public static void Widen(ReadOnlySpan<byte> bytes, ElementType type, Span<float> destination)
    {
        switch (type)
        {
            case ElementType.F32:
                MemoryMarshal.Cast<byte, float>(bytes).CopyTo(destination);
                break;
            case ElementType.F16:
                ReadOnlySpan<Half> narrow = MemoryMarshal.Cast<byte, Half>(bytes);
                for (int i = 0; i < narrow.Length; i++)
                {
                    destination[i] = (float)narrow[i];
                }

                break;
            case ElementType.BF16:
                ReadOnlySpan<ushort> halves = MemoryMarshal.Cast<byte, ushort>(bytes);
                for (int i = 0; i < halves.Length; i++)
                {
                    destination[i] = BitConverter.UInt32BitsToSingle((uint)halves[i] << 16);
                }

                break;
            case ElementType.F64:
                ReadOnlySpan<double> wide = MemoryMarshal.Cast<byte, double>(bytes);
                for (int i = 0; i < wide.Length; i++)
                {
                    destination[i] = (float)wide[i];
                }

                break;
            default:
                throw new HistoException(ErrorCodes.UnknownFeatureStore, "features are floating-point numbers", seen: type, wanted: "F64, F32, F16 or BF16");
        }
    }

    /// <summary>Narrows float32 to what a store keeps; bfloat16 is rounded to nearest even.</summary>
    public static byte[] Narrow(ReadOnlySpan<float> values, ElementType type)
    {
        switch (type)
        {
            case ElementType.F32:
                return MemoryMarshal.AsBytes(values).ToArray();
            case ElementType.F16:
                var halves = new Half[values.Length];
                for (int i = 0; i < halves.Length; i++)
                {
                    halves[i] = (Half)values[i];
                }

                return MemoryMarshal.AsBytes<Half>(halves).ToArray();
            case ElementType.BF16:
                var cut = new ushort[values.Length];
                for (int i = 0; i < cut.Length; i++)
                {
                    uint bits = BitConverter.SingleToUInt32Bits(values[i]);
                    cut[i] = (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
                }

                return MemoryMarshal.AsBytes<ushort>(cut).ToArray();
            default:
                throw new HistoException(ErrorCodes.InvalidOption, "features are stored as floating-point numbers", nameof(FeatureStoreDescription.Type), type, "F32, F16 or BF16");
        }
    }
}
