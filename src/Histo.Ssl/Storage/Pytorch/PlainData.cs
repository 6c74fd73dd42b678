namespace Histo.Ssl.Storage.Pytorch;

/// <summary>Finishes what a pickle gave: unfinished values become plain ones in place, and the whole must be a tree of a sensible depth.</summary>
internal sealed class PlainData(PytorchFault fault)
{
    // Deep enough for every checkpoint; a reader of the tree may recurse.
    private const int DeepestNesting = 64;

    // Containers that are done, with the number of containers below each; those in work have none.
    private readonly Dictionary<object, int?> _heights = new(ReferenceEqualityComparer.Instance);

    public object? Finish(object? root)
    {
        object? plain = Plain(root);
        Visit(plain, 0);
        return plain;
    }

    private static object? Plain(object? value) => value switch
    {
        NumpyArray array => array.Tensor,
        StorageView storage => new PytorchTensor(storage, 0, [storage.Count], [1], storage.Count),
        PickleName or NumpyType => value.ToString(),
        _ => value,
    };

    private int Visit(object? value, int depth)
    {
        if (value is not (PickleMap or List<object?> or object?[]))
        {
            return 0;
        }

        if (_heights.TryGetValue(value, out int? known))
        {
            int height = known ?? throw fault.Damaged("the data contains itself");
            return depth + height <= DeepestNesting ? height : throw TooDeep();
        }

        if (depth >= DeepestNesting)
        {
            throw TooDeep();
        }

        _heights.Add(value, null);
        int highest = value is PickleMap map ? VisitMap(map, depth) : VisitList((IList<object?>)value, depth);
        _heights[value] = highest + 1;
        return highest + 1;
    }

    private int VisitMap(PickleMap map, int depth)
    {
        int highest = 0;
        for (int i = 0; i < map.Count; i++)
        {
            object? value = Plain(map.GetAt(i).Value);
            map.SetAt(i, value);
            highest = Math.Max(highest, Visit(value, depth + 1));
        }

        return highest;
    }

    private int VisitList(IList<object?> list, int depth)
    {
        int highest = 0;
        for (int i = 0; i < list.Count; i++)
        {
            list[i] = Plain(list[i]);
            highest = Math.Max(highest, Visit(list[i], depth + 1));
        }

        return highest;
    }

    private HistoException TooDeep() => fault.Damaged("the data is nested absurdly deep", $"more than {DeepestNesting} levels", $"at most {DeepestNesting}");
}
