namespace Histo.Ssl.Storage.Pytorch;

/// <summary>A Python name in a pickle. It is compared with a list and never looked up anywhere.</summary>
internal sealed record PickleName(string Module, string Name)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Module}.{Name}";
}
