namespace Histo.Ssl.Storage.Pytorch;

/// <summary>Names places in nested data by keys with dots between. Keys may have dots themselves, as those of state dictionaries do.</summary>
internal static class DottedNames
{
    // Containers that stand in several places are counted in each: this bounds the walk and its memory.
    private const int MostPlaces = 1 << 20;
    private const long MostLetters = 1 << 26;

    public static bool TryFind(object? root, string path, out object? value)
    {
        value = root;
        if (path.Length == 0)
        {
            return true;
        }

        if (TryChild(root, path, out value))
        {
            return true;
        }

        for (int dot = path.IndexOf('.'); dot >= 0; dot = path.IndexOf('.', dot + 1))
        {
            if (TryChild(root, path[..dot], out object? child) && TryFind(child, path[(dot + 1)..], out value))
            {
                return true;
            }
        }

        return false;
    }

    public static Dictionary<string, PytorchTensor> Tensors(object? root, PytorchFault fault)
    {
        var tensors = new Dictionary<string, PytorchTensor>(StringComparer.Ordinal);
        int places = 0;
        long letters = 0;
        Visit(root, string.Empty);
        return tensors;

        void Visit(object? value, string name)
        {
            letters += name.Length;
            if (++places > MostPlaces || letters > MostLetters)
            {
                throw fault.Damaged("the data has absurdly many places", places, $"at most {MostPlaces}");
            }

            switch (value)
            {
                case PytorchTensor tensor:
                    if (!tensors.TryAdd(name, tensor))
                    {
                        throw fault.Unsupported("two tensors of the file have the same dotted name", name, "a path to one part of the file");
                    }

                    break;
                case PickleMap map:
                    foreach ((string key, object? child) in map)
                    {
                        Descend(child, name, key);
                    }

                    break;
                case IReadOnlyList<object?> list:
                    for (int i = 0; i < list.Count; i++)
                    {
                        Descend(list[i], name, i);
                    }

                    break;
            }
        }

        void Descend(object? child, string name, object key)
        {
            if (child is PytorchTensor or PickleMap or IReadOnlyList<object?>)
            {
                Visit(child, name.Length == 0 ? string.Create(null, $"{key}") : string.Create(null, $"{name}.{key}"));
            }
        }
    }

    private static bool TryChild(object? value, string key, out object? child)
    {
        child = null;
        if (value is PickleMap map)
        {
            return map.TryGetValue(key, out child);
        }

        bool found = value is IReadOnlyList<object?> list && int.TryParse(key, System.Globalization.NumberStyles.None, null, out int index) && index < list.Count;
        child = found ? ((IReadOnlyList<object?>)value!)[int.Parse(key, System.Globalization.CultureInfo.InvariantCulture)] : null;
        return found;
    }
}
