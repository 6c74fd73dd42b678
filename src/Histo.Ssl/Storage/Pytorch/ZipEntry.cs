namespace Histo.Ssl.Storage.Pytorch;

/// <summary>One file of a zip archive, as its directory tells it.</summary>
/// <param name="Name">Name with folders.</param>
/// <param name="Header">First byte of its local header.</param>
/// <param name="Length">Number of bytes of its content.</param>
/// <param name="IsStored">Whether the content stands there as it is: not compressed and not encrypted.</param>
internal sealed record ZipEntry(string Name, long Header, long Length, bool IsStored);
