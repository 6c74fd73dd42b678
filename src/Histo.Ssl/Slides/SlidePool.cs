namespace Histo.Ssl.Slides;

/// <summary>Keeps a bounded number of slides of a cohort open; all threads share an open slide.</summary>
/// <remarks>
/// A slide is opened when it is first rented, once however many threads ask for it. When more than <see cref="Capacity"/> are open, the one that has been
/// idle for longest is closed; slides in use are never closed, so more than <see cref="Capacity"/> can be open while that many are in use at once.
/// A slide that cannot be opened gives its exception to all who wait for it, and the next who rents it tries again.
/// </remarks>
public sealed class SlidePool : IDisposable
{
    private const int None = -1;

    private readonly ISlideSource _source;
    private readonly Entry[] _entries;
    private readonly Lock _lock = new();
    private int _open;
    private int _oldestIdle = None;
    private int _newestIdle = None;
    private bool _disposed;

    /// <summary>Creates a pool; opens nothing yet.</summary>
    /// <param name="source">Opens the slides.</param>
    /// <param name="slides">The cohort.</param>
    /// <param name="capacity">Slides to keep open, 1 or more. An open OpenSlide slide may hold a 32 MB cache, a flat image three bytes a pixel.</param>
    public SlidePool(ISlideSource source, IReadOnlyList<ManifestSlide> slides, int capacity = 32)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(slides);
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        _source = source;
        Slides = slides;
        Capacity = capacity;
        _entries = new Entry[slides.Count];
        Array.Fill(_entries, new Entry { Previous = None, Next = None });
    }

    /// <summary>Gets the cohort.</summary>
    public IReadOnlyList<ManifestSlide> Slides { get; }

    /// <summary>Gets the number of slides that are kept open.</summary>
    public int Capacity { get; }

    /// <summary>Gets the number of slides that are open now.</summary>
    public int OpenCount
    {
        get
        {
            lock (_lock)
            {
                return _open;
            }
        }
    }

    /// <summary>Rents an open slide; dispose the lease when the reads are done.</summary>
    /// <param name="slide">Index in <see cref="Slides"/>.</param>
    /// <exception cref="HistoException">As <see cref="ISlideSource.Open"/>.</exception>
    /// <exception cref="ObjectDisposedException">The pool was disposed.</exception>
    public SlideLease Rent(int slide)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(slide);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(slide, _entries.Length);
        TaskCompletionSource<ISlide> opening;
        bool mine = false;
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            ref Entry entry = ref _entries[slide];
            if (entry.Users++ == 0 && entry.Slide is not null)
            {
                Unlink(slide);
            }

            if (entry.Slide is { } open)
            {
                return new SlideLease(this, slide, open);
            }

            mine = entry.Opening is null;
            opening = entry.Opening ??= new TaskCompletionSource<ISlide>();
        }

        if (mine)
        {
            Open(slide, opening);
        }

        return new SlideLease(this, slide, Wait(slide, opening));
    }

    /// <summary>Closes the idle slides; those in use are closed when they come back.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
        }

        CloseSurplus();
    }

    internal void Return(int slide)
    {
        lock (_lock)
        {
            ref Entry entry = ref _entries[slide];
            if (entry.Users == 0)
            {
                throw new InvalidOperationException("A slide lease was disposed twice.");
            }

            if (--entry.Users > 0 || entry.Slide is null)
            {
                return;
            }

            Link(slide);
            if (_open <= Capacity && !_disposed)
            {
                return;
            }
        }

        CloseSurplus();
    }

    private void Open(int slide, TaskCompletionSource<ISlide> opening)
    {
        ISlide opened;
        try
        {
            opened = _source.Open(Slides[slide]);
        }
        catch (Exception error)
        {
            lock (_lock)
            {
                _entries[slide].Opening = null;
            }

            opening.SetException(error);
            return;
        }

        lock (_lock)
        {
            _entries[slide].Slide = opened;
            _entries[slide].Opening = null;
            _open++;
        }

        opening.SetResult(opened);
        CloseSurplus();
    }

    private ISlide Wait(int slide, TaskCompletionSource<ISlide> opening)
    {
        try
        {
            return opening.Task.GetAwaiter().GetResult();
        }
        catch
        {
            Return(slide);
            throw;
        }
    }

    // Slides are closed outside the lock: a native close may take a while.
    private void CloseSurplus()
    {
        while (true)
        {
            ISlide surplus;
            lock (_lock)
            {
                if (_oldestIdle == None || (_open <= Capacity && !_disposed))
                {
                    return;
                }

                int oldest = _oldestIdle;
                Unlink(oldest);
                surplus = _entries[oldest].Slide!;
                _entries[oldest].Slide = null;
                _open--;
            }

            surplus.Dispose();
        }
    }

    // The idle slides form a list from the oldest to the newest, held in the entries themselves.
    private void Link(int slide)
    {
        _entries[slide].Previous = _newestIdle;
        _entries[slide].Next = None;
        (_newestIdle == None ? ref _oldestIdle : ref _entries[_newestIdle].Next) = slide;
        _newestIdle = slide;
    }

    private void Unlink(int slide)
    {
        (int previous, int next) = (_entries[slide].Previous, _entries[slide].Next);
        (previous == None ? ref _oldestIdle : ref _entries[previous].Next) = next;
        (next == None ? ref _newestIdle : ref _entries[next].Previous) = previous;
    }

    private struct Entry
    {
        public ISlide? Slide;
        public TaskCompletionSource<ISlide>? Opening;
        public int Users;
        public int Previous;
        public int Next;
    }
}
