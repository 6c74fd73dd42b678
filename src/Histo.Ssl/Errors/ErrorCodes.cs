namespace Histo.Ssl;

/// <summary>The stable codes of <see cref="HistoException"/>, one block of a hundred for each room of the library.</summary>
/// <remarks>Explained one by one in <c>docs/errors.md</c>. A code never changes its meaning.</remarks>
public static partial class ErrorCodes
{
    /// <summary>An option lies outside its range or contradicts another.</summary>
    public const string InvalidOption = "HS0001";

    /// <summary>A tensor or buffer does not have the shape that the call needs.</summary>
    public const string WrongShape = "HS0002";

    /// <summary>A safetensors file is damaged or not one.</summary>
    public const string BadTensorFile = "HS0003";

    /// <summary>A tensor that is asked for is not in the file, or has another type or shape.</summary>
    public const string TensorNotFound = "HS0004";

    /// <summary>The torch natives cannot be loaded.</summary>
    public const string TorchUnavailable = "HS0005";

    /// <summary>A PyTorch file (.pt, .pth) is missing, damaged or not one of torch.save.</summary>
    public const string BadPytorchFile = "HS0006";

    /// <summary>A PyTorch file refers to a Python name that is not on the list of plain data. Nothing was executed.</summary>
    public const string PickleNameRefused = "HS0007";

    /// <summary>A PyTorch file is whole, but of a kind that is not read: big-endian, compressed, TorchScript, complex or quantised elements.</summary>
    public const string PytorchUnsupported = "HS0008";
}
