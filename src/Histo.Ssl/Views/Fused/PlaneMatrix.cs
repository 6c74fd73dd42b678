using System.Numerics;

namespace Histo.Ssl.Views;

/// <summary>A 3 x 3 matrix and an offset, ready for vectors of pixels as columns: y = A x + b.</summary>
internal readonly struct PlaneMatrix(in Matrix3 a, float b0, float b1, float b2)
{
    private readonly Vector<float> _m00 = new((float)a.M00), _m01 = new((float)a.M01), _m02 = new((float)a.M02), _b0 = new(b0);
    private readonly Vector<float> _m10 = new((float)a.M10), _m11 = new((float)a.M11), _m12 = new((float)a.M12), _b1 = new(b1);
    private readonly Vector<float> _m20 = new((float)a.M20), _m21 = new((float)a.M21), _m22 = new((float)a.M22), _b2 = new(b2);

    public Vector<float> First(Vector<float> x0, Vector<float> x1, Vector<float> x2) =>
        Vector.MultiplyAddEstimate(_m00, x0, Vector.MultiplyAddEstimate(_m01, x1, Vector.MultiplyAddEstimate(_m02, x2, _b0)));

    public Vector<float> Second(Vector<float> x0, Vector<float> x1, Vector<float> x2) =>
        Vector.MultiplyAddEstimate(_m10, x0, Vector.MultiplyAddEstimate(_m11, x1, Vector.MultiplyAddEstimate(_m12, x2, _b1)));

    public Vector<float> Third(Vector<float> x0, Vector<float> x1, Vector<float> x2) =>
        Vector.MultiplyAddEstimate(_m20, x0, Vector.MultiplyAddEstimate(_m21, x1, Vector.MultiplyAddEstimate(_m22, x2, _b2)));
}
