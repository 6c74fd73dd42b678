namespace Histo.Ssl.Storage.Pytorch;

/// <summary>The stack, marks and memo of a <see cref="PickleMachine"/>.</summary>
internal sealed class PickleStack(PytorchFault fault)
{
    private readonly List<object?> _values = [];
    private readonly Stack<int> _marks = [];
    private readonly Dictionary<uint, object?> _memo = [];

    // Values under the last mark are out of reach.
    private int Floor => _marks.TryPeek(out int mark) ? mark : 0;

    public void Push(object? value) => _values.Add(value);

    public object? Peek() => _values.Count > Floor ? _values[^1] : throw Empty();

    public T Peek<T>()
        where T : class => Peek() as T ?? throw fault.Damaged("a value has another kind than the next step needs", Kind(_values[^1]), typeof(T).Name);

    public object? Pop()
    {
        object? value = Peek();
        _values.RemoveAt(_values.Count - 1);
        return value;
    }

    public T Pop<T>()
        where T : class
    {
        T value = Peek<T>();
        Pop();
        return value;
    }

    public object?[] Pop(int count)
    {
        if (_values.Count - Floor < count)
        {
            throw Empty();
        }

        object?[] values = [.. _values[^count..]];
        _values.RemoveRange(_values.Count - count, count);
        return values;
    }

    public void Mark() => _marks.Push(_values.Count);

    public object?[] PopToMark()
    {
        if (!_marks.TryPop(out int mark))
        {
            throw fault.Damaged("a mark is missing");
        }

        object?[] values = [.. _values[mark..]];
        _values.RemoveRange(mark, _values.Count - mark);
        return values;
    }

    public void Remember(uint index) => _memo[index] = Peek();

    public void Remember() => Remember((uint)_memo.Count);

    public void Recall(uint index) => Push(_memo.TryGetValue(index, out object? value) ? value : throw fault.Damaged("a value is referred to before it exists", index));

    private static string Kind(object? value) => value?.GetType().Name ?? "nothing";

    private HistoException Empty() => fault.Damaged("a value is missing on the stack");
}
