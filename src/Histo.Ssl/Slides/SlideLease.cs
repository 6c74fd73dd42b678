namespace Histo.Ssl.Slides;

/// <summary>The use of an open slide of a <see cref="SlidePool"/>; dispose it exactly once, when the reads are done.</summary>
public readonly struct SlideLease : IDisposable, IEquatable<SlideLease>
{
    private readonly SlidePool _pool;
    private readonly int _index;

    internal SlideLease(SlidePool pool, int index, ISlide slide)
    {
        _pool = pool;
        _index = index;
        Slide = slide;
    }

    /// <summary>Gets the slide; do not dispose it.</summary>
    public ISlide Slide { get; }

    /// <summary>Compares two leases.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    public static bool operator ==(SlideLease left, SlideLease right) => left.Equals(right);

    /// <summary>Compares two leases.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    public static bool operator !=(SlideLease left, SlideLease right) => !left.Equals(right);

    /// <summary>Gives the slide back to the pool.</summary>
    public void Dispose() => _pool?.Return(_index);

    /// <inheritdoc/>
    public bool Equals(SlideLease other) => _pool == other._pool && _index == other._index;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is SlideLease other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_pool, _index);
}
