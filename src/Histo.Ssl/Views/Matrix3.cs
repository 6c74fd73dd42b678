namespace Histo.Ssl.Views;

/// <summary>A 3 x 3 matrix of doubles, row by row.</summary>
internal readonly record struct Matrix3(double M00, double M01, double M02, double M10, double M11, double M12, double M20, double M21, double M22)
{
    public static Matrix3 Diagonal(double a, double b, double c) => new(a, 0, 0, 0, b, 0, 0, 0, c);

    public static Matrix3 operator *(in Matrix3 a, in Matrix3 b) => new(
        (a.M00 * b.M00) + (a.M01 * b.M10) + (a.M02 * b.M20),
        (a.M00 * b.M01) + (a.M01 * b.M11) + (a.M02 * b.M21),
        (a.M00 * b.M02) + (a.M01 * b.M12) + (a.M02 * b.M22),
        (a.M10 * b.M00) + (a.M11 * b.M10) + (a.M12 * b.M20),
        (a.M10 * b.M01) + (a.M11 * b.M11) + (a.M12 * b.M21),
        (a.M10 * b.M02) + (a.M11 * b.M12) + (a.M12 * b.M22),
        (a.M20 * b.M00) + (a.M21 * b.M10) + (a.M22 * b.M20),
        (a.M20 * b.M01) + (a.M21 * b.M11) + (a.M22 * b.M21),
        (a.M20 * b.M02) + (a.M21 * b.M12) + (a.M22 * b.M22));

    public Matrix3 Transposed => new(M00, M10, M20, M01, M11, M21, M02, M12, M22);

    public Matrix3 Inverse()
    {
        double c00 = (M11 * M22) - (M12 * M21), c01 = (M12 * M20) - (M10 * M22), c02 = (M10 * M21) - (M11 * M20);
        double scale = 1 / ((M00 * c00) + (M01 * c01) + (M02 * c02));
        return new Matrix3(
            c00 * scale,
            ((M02 * M21) - (M01 * M22)) * scale,
            ((M01 * M12) - (M02 * M11)) * scale,
            c01 * scale,
            ((M00 * M22) - (M02 * M20)) * scale,
            ((M02 * M10) - (M00 * M12)) * scale,
            c02 * scale,
            ((M01 * M20) - (M00 * M21)) * scale,
            ((M00 * M11) - (M01 * M10)) * scale);
    }

    public void CopyTo(Span<float> nine)
    {
        (nine[0], nine[1], nine[2]) = ((float)M00, (float)M01, (float)M02);
        (nine[3], nine[4], nine[5]) = ((float)M10, (float)M11, (float)M12);
        (nine[6], nine[7], nine[8]) = ((float)M20, (float)M21, (float)M22);
    }

    public void CopyTo(Span<double> nine)
    {
        (nine[0], nine[1], nine[2]) = (M00, M01, M02);
        (nine[3], nine[4], nine[5]) = (M10, M11, M12);
        (nine[6], nine[7], nine[8]) = (M20, M21, M22);
    }
}
