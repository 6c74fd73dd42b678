namespace Histo.Ssl.Tiling;

/// <summary>Eigenvectors of a symmetric 3 x 3 matrix by cyclic Jacobi rotations.</summary>
internal static class SymmetricEigen
{
    private const int MaxSweeps = 50;

    /// <summary>Returns values and vectors, the largest value first; the vectors are the columns of the second result.</summary>
    /// <param name="matrix">3 x 3; destroyed.</param>
    public static (double[] Values, double[,] Vectors) Of(double[,] matrix)
    {
        double[,] vectors = { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } };
        double size = Math.Abs(matrix[0, 0]) + Math.Abs(matrix[1, 1]) + Math.Abs(matrix[2, 2]);
        for (int sweep = 0; sweep < MaxSweeps && Math.Abs(matrix[0, 1]) + Math.Abs(matrix[0, 2]) + Math.Abs(matrix[1, 2]) > 1e-16 * size; sweep++)
        {
            Rotate(matrix, vectors, 0, 1);
            Rotate(matrix, vectors, 0, 2);
            Rotate(matrix, vectors, 1, 2);
        }

        int[] order = [.. Enumerable.Range(0, 3).OrderByDescending(i => matrix[i, i])];
        double[,] sorted = new double[3, 3];
        for (int i = 0; i < 3; i++)
        {
            (sorted[0, i], sorted[1, i], sorted[2, i]) = (vectors[0, order[i]], vectors[1, order[i]], vectors[2, order[i]]);
        }

        return ([.. order.Select(i => matrix[i, i])], sorted);
    }

    // Turns the plane of p and q so that their element vanishes.
    private static void Rotate(double[,] matrix, double[,] vectors, int p, int q)
    {
        if (matrix[p, q] == 0)
        {
            return;
        }

        double theta = (matrix[q, q] - matrix[p, p]) / (2 * matrix[p, q]);
        double tangent = (theta < 0 ? -1 : 1) / (Math.Abs(theta) + Math.Sqrt((theta * theta) + 1));
        double cosine = 1 / Math.Sqrt((tangent * tangent) + 1), sine = tangent * cosine;
        for (int k = 0; k < 3; k++)
        {
            (matrix[k, p], matrix[k, q]) = ((cosine * matrix[k, p]) - (sine * matrix[k, q]), (sine * matrix[k, p]) + (cosine * matrix[k, q]));
        }

        for (int k = 0; k < 3; k++)
        {
            (matrix[p, k], matrix[q, k]) = ((cosine * matrix[p, k]) - (sine * matrix[q, k]), (sine * matrix[p, k]) + (cosine * matrix[q, k]));
            (vectors[k, p], vectors[k, q]) = ((cosine * vectors[k, p]) - (sine * vectors[k, q]), (sine * vectors[k, p]) + (cosine * vectors[k, q]));
        }
    }
}
