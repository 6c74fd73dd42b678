using System.Reflection;
using PureHDF;

namespace Histo.Ssl.Features;

/// <summary>Numbers with the largest byte first: PureHDF 2.2 knows them and refuses to read them.</summary>
/// <remarks>The type's record of the byte order is set to the machine's, so that the bytes come as they are; the caller reverses them. Internals of the pinned version are reached by name; where they are absent, its own error stays.</remarks>
internal static class Hdf5ByteOrder
{
    private const BindingFlags Members = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    /// <summary>Has a data set deliver its bytes as they are.</summary>
    /// <returns>Whether each number must be reversed.</returns>
    public static bool ReadAsStored(IH5Dataset set)
    {
        bool big = false;
        foreach (string name in new[] { "InternalDataType", "InternalElementDataType" })
        {
            object? type = set.GetType().GetProperty(name, Members)?.GetValue(set);
            object? field = type?.GetType().GetProperty("BitField", Members)?.GetValue(type);
            PropertyInfo? order = field?.GetType().GetProperty("ByteOrder", Members);
            if (order?.GetValue(field)?.ToString() == "BigEndian")
            {
                order.SetValue(field, Enum.Parse(order.PropertyType, "LittleEndian"));
                big = true;
            }
        }

        return big;
    }

    /// <summary>Reverses the bytes of each number.</summary>
    public static byte[] Reverse(byte[] bytes, int size)
    {
        for (int at = 0; at < bytes.Length; at += size)
        {
            bytes.AsSpan(at, size).Reverse();
        }

        return bytes;
    }
}
