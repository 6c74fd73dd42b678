namespace Histo.Ssl.Storage.Pytorch;

/// <summary>Finds the storages that a pickle refers to; the two file formats keep them in different places.</summary>
internal interface IPytorchStorages
{
    /// <summary>Returns the storage of a key.</summary>
    /// <param name="key">Its name.</param>
    /// <param name="type">Type of its elements.</param>
    /// <param name="count">Number of its elements.</param>
    StoredBytes Find(string key, ElementType type, long count);
}
