namespace Histo.Ssl.Storage.Pytorch;

/// <summary>The bytes under one or several tensors: a range of the file, or memory when they stand inside the pickle itself (NumPy arrays).</summary>
/// <param name="key">Name of the storage in the file; empty for memory.</param>
/// <param name="length">Number of bytes.</param>
/// <param name="memory">The bytes, when they are not a range of the file.</param>
internal sealed class StoredBytes(string key, long length, byte[]? memory = null)
{
    public string Key => key;

    public long Length => length;

    public byte[]? Memory => memory;

    /// <summary>Gets or sets the first byte in the file. The legacy format tells it after the tensors.</summary>
    public long Offset { get; set; }
}
