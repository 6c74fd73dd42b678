namespace Histo.Ssl.Evaluation;

/// <summary>A trained linear layer with softmax: one output a class. A batch normalisation that it was trained behind is part of its weights.</summary>
public sealed class LinearModel
{
    private readonly double[] _parameters;

    internal LinearModel(int classes, int columns, double[] parameters, double loss) => (Classes, Columns, _parameters, Loss) = (classes, columns, parameters, loss);

    /// <summary>Gets the number of classes.</summary>
    public int Classes { get; }

    /// <summary>Gets the number of features.</summary>
    public int Columns { get; }

    /// <summary>Gets the mean cross-entropy over the steps of the last epoch.</summary>
    public double Loss { get; }

    /// <summary>Returns the weights of a class.</summary>
    /// <param name="output">0 to <see cref="Classes"/> - 1.</param>
    public ReadOnlySpan<double> Weights(int output) => _parameters.AsSpan(output * (Columns + 1), Columns);

    /// <summary>Returns the intercept of a class.</summary>
    /// <param name="output">0 to <see cref="Classes"/> - 1.</param>
    public double Intercept(int output) => _parameters[(output * (Columns + 1)) + Columns];

    /// <summary>Returns the probability of each class.</summary>
    /// <param name="features">Rows of the same length as those that were fitted.</param>
    /// <returns>Rows x classes.</returns>
    /// <exception cref="HistoException">HS0002: the rows have another length.</exception>
    public FeatureMatrix Probabilities(FeatureMatrix features)
    {
        ArgumentNullException.ThrowIfNull(features);
        features.RequireColumns(Columns);
        var result = new FeatureMatrix(features.Rows, Classes);
        for (int row = 0; row < features.Rows; row++)
        {
            Span<double> probabilities = result.Row(row);
            LogisticObjective.Logits(features.Row(row), _parameters, probabilities);
            LogisticModel.Softmax(probabilities, out _);
        }

        return result;
    }
}
