using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Aggregators;

/// <summary>The layers that score instances: w (tanh(V h) * sigmoid(U h)), or w tanh(V h) without a gate.</summary>
/// <remarks>Not a module: the aggregator that owns the layers registers them under its authors' names. Source: M. Ilse et al., ICML 2018, equations 8 and 9.</remarks>
/// <param name="Tanh">V, E to hidden.</param>
/// <param name="Gate">U, E to hidden; null for the plain form.</param>
/// <param name="Scores">w, hidden to K heads.</param>
/// <param name="Dropout">Rate on each branch before they meet.</param>
internal sealed record AttentionLayers(Linear Tanh, Linear? Gate, Linear Scores, double Dropout = 0)
{
    public static AttentionLayers Create(int inputs, int hidden, int heads, bool gated, double dropout = 0) =>
        new(nn.Linear(inputs, hidden), gated ? nn.Linear(inputs, hidden) : null, nn.Linear(hidden, heads), dropout);

    /// <summary>Scores instances.</summary>
    /// <param name="hidden">(N, E).</param>
    /// <param name="training">Whether dropout is active.</param>
    /// <returns>(N, K), of the current scope.</returns>
    public Tensor Score(Tensor hidden, bool training)
    {
        Tensor value = Drop(Tanh.call(hidden).tanh(), training);
        return Scores.call(Gate is null ? value : value * Drop(Gate.call(hidden).sigmoid(), training));
    }

    private Tensor Drop(Tensor value, bool training) => Dropout > 0 ? nn.functional.dropout(value, Dropout, training) : value;
}
