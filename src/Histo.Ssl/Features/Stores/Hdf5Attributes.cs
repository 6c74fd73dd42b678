using System.Globalization;
using PureHDF;

namespace Histo.Ssl.Features;

/// <summary>Attributes of an HDF5 object by name; a missing one is null.</summary>
/// <param name="owner">The data set or group.</param>
internal sealed class Hdf5Attributes(IH5Object owner)
{
    public string? Text(string name)
    {
        if (!owner.AttributeExists(name))
        {
            return null;
        }

        IH5Attribute attribute = owner.Attribute(name);
        return attribute.Type.Class is H5DataTypeClass.String or H5DataTypeClass.VariableLength ? attribute.Read<string>()?.TrimEnd('\0') : Number(name)?.ToString("R", CultureInfo.InvariantCulture);
    }

    public double? Number(string name) => Numbers(name) is { Length: > 0 } values ? values[0] : null;

    public double[]? Numbers(string name)
    {
        if (!owner.AttributeExists(name))
        {
            return null;
        }

        IH5Attribute attribute = owner.Attribute(name);
        bool scalar = attribute.Space.Rank == 0;
        return (attribute.Type.Class, attribute.Type.Size) switch
        {
            (H5DataTypeClass.FloatingPoint, 8) => scalar ? [attribute.Read<double>()] : attribute.Read<double[]>(),
            (H5DataTypeClass.FloatingPoint, 4) => scalar ? [attribute.Read<float>()] : Array.ConvertAll(attribute.Read<float[]>(), value => (double)value),
            (H5DataTypeClass.FixedPoint, 8) => scalar ? [attribute.Read<long>()] : Array.ConvertAll(attribute.Read<long[]>(), value => (double)value),
            (H5DataTypeClass.FixedPoint, 4) => scalar ? [attribute.Read<int>()] : Array.ConvertAll(attribute.Read<int[]>(), value => (double)value),
            (H5DataTypeClass.String or H5DataTypeClass.VariableLength, _) => double.TryParse(attribute.Read<string>(), NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? [value] : null,
            _ => null,
        };
    }
}
