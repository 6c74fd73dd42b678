using System.Numerics;
using System.Runtime.InteropServices;

namespace Histo.Ssl.Views;

/// <summary>A view in the making: three planes of float32 in 0..1, and one more to work in. Reused from view to view.</summary>
/// <remarks>Rows are padded to whole vectors, so that no operation needs an end piece; what stands in the padding means nothing.</remarks>
internal sealed class ViewPlanes
{
    // The widest vector there is.
    private const int Alignment = 16;

    private float[] _numbers = [];

    /// <summary>Gets the width and height.</summary>
    public int Size { get; private set; }

    /// <summary>Gets the distance between two rows.</summary>
    public int Stride { get; private set; }

    public Span<float> Red => Plane(0);

    public Span<float> Green => Plane(1);

    public Span<float> Blue => Plane(2);

    /// <summary>Gets the plane to work in.</summary>
    public Span<float> Spare => Plane(3);

    public static Span<Vector<float>> Vectors(Span<float> plane) => MemoryMarshal.Cast<float, Vector<float>>(plane);

    /// <summary>Rounds a length up to whole vectors.</summary>
    public static int Padded(int length) => (length + Alignment - 1) / Alignment * Alignment;

    public void Resize(int size)
    {
        (Size, Stride) = (size, Padded(size));
        int length = 4 * Size * Stride;
        if (_numbers.Length < length)
        {
            _numbers = new float[length];
        }
    }

    public Span<float> Plane(int index) => _numbers.AsSpan(index * Size * Stride, Size * Stride);
}
