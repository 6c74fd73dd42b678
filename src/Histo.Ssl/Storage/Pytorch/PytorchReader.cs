using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Histo.Ssl.Storage.Pytorch;

/// <summary>Reads files of Python's <c>torch.save</c> (.pt, .pth, .ckpt, .bin): both formats, tensors in place, everything else as plain data. Free of torch types.</summary>
/// <remarks>
/// Such a file holds a pickle, a small program that may name any Python function. Here nothing of it is executed: a reader of its own knows containers, numbers, texts and a closed list of names that
/// mean plain data (tensors, NumPy arrays, dictionaries, argparse.Namespace); any other name is an error that tells it. Sizes, depth, steps and memory are bounded by the length of the file, so files of
/// unknown origin may be opened. The description is read on opening, elements on demand, by several threads at once if wanted.
/// Source: the format as torch.serialization of PyTorch 1.13 writes it; zip and pickle opcodes by their public descriptions.
/// </remarks>
public sealed class PytorchReader : IDisposable
{
    private const long FreeBudget = 1 << 20;
    private readonly SafeFileHandle _file;
    private readonly PytorchFault _fault;
    private readonly Lazy<IReadOnlyDictionary<string, PytorchTensor>> _entries;

    /// <summary>Opens a file and reads its description.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="HistoException">
    /// HS0006: the file is missing, damaged or not one of torch.save. HS0007: it refers to a Python name that is not on the list of plain data. HS0008: it is big-endian, compressed, a TorchScript program, or
    /// has elements of a type that is not read.
    /// </exception>
    public PytorchReader(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        FilePath = path;
        _fault = new PytorchFault(path);
        _entries = new Lazy<IReadOnlyDictionary<string, PytorchTensor>>(() => Tensors(string.Empty));
        if (!File.Exists(path))
        {
            throw _fault.Damaged("the file does not exist");
        }

        _file = File.OpenHandle(path);
        try
        {
            Root = new PlainData(_fault).Finish(ReadObject());
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    /// <summary>Gets the path of the file.</summary>
    public string FilePath { get; }

    /// <summary>Gets what was saved, as plain data.</summary>
    /// <value>
    /// Dictionaries and argparse.Namespace are <c>IReadOnlyDictionary&lt;string, object?&gt;</c> (keys as text), lists, tuples and sets <c>IReadOnlyList&lt;object?&gt;</c>, tensors and NumPy arrays
    /// <see cref="PytorchTensor"/>; the rest is null, bool, long, <see cref="System.Numerics.BigInteger"/>, double, string and byte[]. Types and devices are given as text. Without cycles, at most 64 levels.
    /// </value>
    public object? Root { get; }

    /// <summary>Gets all tensors by their dotted names, for example "state_dict.conv1.weight"; a file that holds one tensor only has it under the empty name.</summary>
    /// <exception cref="HistoException">HS0008: two tensors have the same dotted name; take <see cref="Tensors"/> of a part.</exception>
    public IReadOnlyDictionary<string, PytorchTensor> Entries => _entries.Value;

    /// <summary>Finds a part of the data.</summary>
    /// <param name="path">Keys (or places in a list, from 0) with dots between, for example "teacher" or "args.arch"; empty for everything. Keys may have dots themselves.</param>
    /// <param name="value">The part, as <see cref="Root"/> describes.</param>
    /// <returns>Whether there is such a part.</returns>
    public bool TryGetValue(string path, out object? value)
    {
        ArgumentNullException.ThrowIfNull(path);
        return DottedNames.TryFind(Root, path, out value);
    }

    /// <summary>Lists the tensors of a part of the data.</summary>
    /// <param name="path">The part; see <see cref="TryGetValue"/>.</param>
    /// <returns>Tensors by their names within the part, for example "conv1.weight".</returns>
    /// <exception cref="HistoException">HS0004: there is no such part. HS0008: two tensors have the same dotted name.</exception>
    public IReadOnlyDictionary<string, PytorchTensor> Tensors(string path) => TryGetValue(path, out object? part)
        ? DottedNames.Tensors(part, _fault)
        : throw new HistoException(ErrorCodes.TensorNotFound, $"the file has no part '{path}'", FilePath, Root is PickleMap map ? string.Join(", ", map.Keys.Take(20)) : "no dictionary", path);

    /// <summary>Returns a tensor by its dotted name.</summary>
    /// <param name="name">The name; empty for a file that holds one tensor only.</param>
    /// <exception cref="HistoException">HS0004: there is no tensor of that name.</exception>
    public PytorchTensor Entry(string name) => TryGetValue(name, out object? part) && part is PytorchTensor tensor
        ? tensor
        : throw new HistoException(ErrorCodes.TensorNotFound, $"the file has no tensor '{name}'", FilePath, null, name);

    /// <summary>Reads the elements of a tensor.</summary>
    /// <param name="tensor">A tensor of this file.</param>
    /// <param name="destination">Exactly <see cref="PytorchTensor.ByteCount"/> bytes: row-major, little-endian.</param>
    /// <exception cref="HistoException">HS0002: the destination has another length. HS0006: the file ends early.</exception>
    public void Read(PytorchTensor tensor, Span<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        if (destination.Length != tensor.ByteCount)
        {
            throw new HistoException(ErrorCodes.WrongShape, "the destination does not fit the tensor", FilePath, destination.Length, tensor.ByteCount);
        }

        Read(tensor, 0, destination);
    }

    /// <summary>Reads a part of the elements of a tensor: those of more than 2 GiB go in pieces.</summary>
    /// <param name="tensor">A tensor of this file.</param>
    /// <param name="start">First byte of the row-major order; a multiple of the element's size.</param>
    /// <param name="destination">Whole elements, as many as the tensor has from there on at most.</param>
    /// <exception cref="HistoException">HS0002: the part leaves the tensor or cuts an element. HS0006: the file ends early. HS0008: a tensor with gaps spans more than 2 GiB.</exception>
    public void Read(PytorchTensor tensor, long start, Span<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        int size = tensor.ElementSize;
        if (start < 0 || destination.Length > tensor.ByteCount - start || start % size != 0 || destination.Length % size != 0)
        {
            throw new HistoException(ErrorCodes.WrongShape, "the part leaves the tensor or cuts an element", FilePath, $"{start} + {destination.Length}", $"elements of {size} bytes within {tensor.ByteCount}");
        }

        if (destination.Length == 0)
        {
            return;
        }

        if (tensor.IsContiguous)
        {
            ReadStorage(tensor.Bytes, (tensor.StorageOffset * size) + start, destination);
        }
        else
        {
            StridedGather.Read(tensor, start / size, destination, ReadStorage, _fault);
        }
    }

    /// <summary>Reads a tensor into a new array, row-major.</summary>
    /// <typeparam name="T">Element type; its size must be that of the file's type.</typeparam>
    /// <param name="name">Dotted name of the tensor.</param>
    /// <exception cref="HistoException">HS0004: there is no tensor of that name, or its elements have another size.</exception>
    public T[] ReadArray<T>(string name)
        where T : unmanaged
    {
        PytorchTensor tensor = Entry(name);
        if (Marshal.SizeOf<T>() != tensor.ElementSize && !(typeof(T) == typeof(bool) && tensor.Type == ElementType.BOOL))
        {
            throw new HistoException(ErrorCodes.TensorNotFound, $"tensor '{name}' has another element type", FilePath, tensor.Type, typeof(T).Name);
        }

        var values = new T[tensor.Count];
        Read(tensor, MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    // Twice the description is enough for honest files; small ones get a floor.
    internal static long Budget(long descriptionBytes) => FreeBudget + (2 * descriptionBytes);

    internal StoredTensor Stored(string name, PytorchTensor tensor) => new(name, tensor.Type, tensor.Shape, (start, destination) => Read(tensor, start, destination));

    private object? ReadObject()
    {
        Span<byte> head = stackalloc byte[4];
        int read = RandomAccess.Read(_file, head, 0);
        return head[..read] switch
        {
            [(byte)'P', (byte)'K', 3, 4] => new ZipCheckpoint(_file, _fault).ReadObject(),
            [0x80, 1 or 2 or 3 or 4 or 5, ..] => new LegacyCheckpoint(_file, _fault).ReadObject(),
            _ => throw _fault.Damaged("the file is not one of torch.save"),
        };
    }

    private void ReadStorage(StoredBytes bytes, long start, Span<byte> destination)
    {
        if (bytes.Memory is not null)
        {
            bytes.Memory.AsSpan((int)start, destination.Length).CopyTo(destination);
            return;
        }

        for (int done = 0; done < destination.Length;)
        {
            int count = RandomAccess.Read(_file, destination[done..], bytes.Offset + start + done);
            done += count > 0 ? count : throw _fault.Damaged("the file ends in the middle of a tensor");
        }
    }
}
