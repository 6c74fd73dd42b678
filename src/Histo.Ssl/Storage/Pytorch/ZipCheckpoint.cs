using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Histo.Ssl.Storage.Pytorch;

/// <summary>The format of torch.save since PyTorch 1.6: a zip archive with the object in data.pkl and one entry a storage.</summary>
internal sealed class ZipCheckpoint : IPytorchStorages
{
    private const string Pickle = "data.pkl";
    private readonly SafeFileHandle _file;
    private readonly PytorchFault _fault;
    private readonly ZipDirectory _archive;
    private readonly string _folder;
    private readonly Dictionary<string, StoredBytes> _storages = new(StringComparer.Ordinal);

    public ZipCheckpoint(SafeFileHandle file, PytorchFault fault)
    {
        _file = file;
        _fault = fault;
        _archive = new ZipDirectory(file, fault);

        // The folder is named after the file, or "archive", or anything else.
        string[] pickles = [.. _archive.Entries.Keys.Where(name => name == Pickle || (name.EndsWith("/" + Pickle, StringComparison.Ordinal) && name.IndexOf('/') == name.Length - Pickle.Length - 1))];
        _folder = pickles.Length == 1 ? pickles[0][..^Pickle.Length] : throw fault.Damaged("the zip archive is not a file of torch.save", $"{pickles.Length} entries {Pickle}", "one");
        if (_archive.Entries.ContainsKey(_folder + "constants.pkl"))
        {
            throw fault.Unsupported("the file is a TorchScript program, not a checkpoint", _folder + "constants.pkl", "a file of torch.save");
        }

        RequireLittleEndian();
    }

    public object? ReadObject()
    {
        ZipEntry entry = _archive.Entries[_folder + Pickle];
        long start = _archive.Start(entry);
        var names = new PytorchNames(this, PytorchReader.Budget(entry.Length), _fault);
        return new PickleMachine(new PickleInput(_file, start, start + entry.Length, _fault), names, _fault).Run();
    }

    public StoredBytes Find(string key, ElementType type, long count)
    {
        long bytes = count * SafetensorsReader.SizeOf(type);
        if (!_storages.TryGetValue(key, out StoredBytes? storage))
        {
            if (!_archive.Entries.TryGetValue($"{_folder}data/{key}", out ZipEntry? entry))
            {
                throw _fault.Damaged("a storage is missing in the file", key);
            }

            storage = new StoredBytes(key, entry.Length) { Offset = _archive.Start(entry) };
            _storages.Add(key, storage);
        }

        return storage.Length == bytes ? storage : throw _fault.Damaged($"storage '{key}' has the wrong length", storage.Length, $"{bytes} bytes");
    }

    private void RequireLittleEndian()
    {
        if (!_archive.Entries.TryGetValue(_folder + "byteorder", out ZipEntry? entry))
        {
            return;
        }

        long start = _archive.Start(entry);
        string order = new PickleInput(_file, start, start + entry.Length, _fault).ReadText((ulong)Math.Min(entry.Length, 16), Encoding.Latin1);
        if (order != "little")
        {
            throw _fault.Unsupported("the file was written on a machine with another byte order", order, "little");
        }
    }
}
