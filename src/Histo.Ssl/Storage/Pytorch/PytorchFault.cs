namespace Histo.Ssl.Storage.Pytorch;

/// <summary>Words the errors of one PyTorch file.</summary>
internal sealed class PytorchFault(string path)
{
    private const string Convert = "load the file in Python, keep the tensors only, and save them again: torch.save(model.state_dict(), path), or safetensors.";

    public HistoException Damaged(string what, object? seen = null, object? wanted = null, Exception? inner = null) =>
        new(ErrorCodes.BadPytorchFile, what, path, seen, wanted, "Copy the file again from its source; if it is whole, it is not a file of torch.save that can be read here.", inner);

    public HistoException Refused(PickleName name) => new(
        ErrorCodes.PickleNameRefused, "the file refers to a Python name that is not on the list of plain data", path, name,
        "tensors, numbers, texts and containers", "Nothing was executed. If you trust the file: " + Convert);

    public HistoException Unsupported(string what, object? seen = null, object? wanted = null) =>
        new(ErrorCodes.PytorchUnsupported, what, path, seen, wanted, "In Python: " + Convert);
}
