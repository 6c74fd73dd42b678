namespace Histo.Ssl;

public static partial class ErrorCodes
{
    /// <summary>There is no encoder architecture of that name.</summary>
    public const string UnknownArchitecture = "HS1501";

    /// <summary>Names, shapes or types in a tensor file do not fit the module or tensors they are loaded into.</summary>
    public const string TensorMismatch = "HS1502";

    /// <summary>A tensor has an element type that tensor files cannot hold.</summary>
    public const string UnsupportedElementType = "HS1503";

    /// <summary>A file is not an encoder file, or was written by a newer version.</summary>
    public const string BadEncoderFile = "HS1504";

    /// <summary>The weights of an encoder file are not those that were saved.</summary>
    public const string EncoderHashMismatch = "HS1505";

    /// <summary>The text that describes a projector cannot be read.</summary>
    public const string BadProjectorSpec = "HS1506";

    /// <summary>There is no weight mapping of that name.</summary>
    public const string UnknownWeightMapping = "HS1520";

    /// <summary>A file holds no tensors where weights are looked for.</summary>
    public const string NoWeights = "HS1521";
}
