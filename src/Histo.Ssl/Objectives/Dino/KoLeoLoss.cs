using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Objectives;

/// <summary>The Kozachenko-Leonenko regulariser: pushes each embedding away from its nearest neighbour in the batch, so that embeddings spread over the sphere.</summary>
/// <remarks>
/// <code>u = x / max(|x|, eps);   loss = -mean over i of log(|u_i - u_nn(i) + eps| + eps),   nn(i) = argmax over j != i of u_i . u_j</code>
/// Near-duplicate tiles make its gradient explode (about 1e5 at a distance of 1e-6): contextual pairs and overlapping tiles want <see cref="KdeLoss"/> or anchors that keep a distance. Equal vectors cost
/// -log(eps sqrt(D) + eps), 17.078227 for D = 8. Neighbours are looked for among this rank's rows, as in the official code. Computed in float32, or in float64 for such inputs.
/// Source: A. Sablayrolles et al., "Spreading vectors for similarity search", ICLR 2019; facebookresearch/dinov2 b8931f7, loss/koleo_loss.py, KoLeoLoss.
/// </remarks>
public sealed record KoLeoLoss
{
    /// <summary>Gets the smallest length, and what is added to differences and distances.</summary>
    /// <value>1e-8 (default).</value>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>Returns the nearest neighbour of each embedding by cosine.</summary>
    /// <param name="embeddings">(N, D), not yet normalised; kept.</param>
    /// <returns>(N) int64; the caller disposes it. With N = 2 and opposite vectors a row may be its own neighbour: its own similarity is set to -1, as in the official code.</returns>
    /// <exception cref="HistoException">HS0002: this is no batch of two rows or more.</exception>
    public Tensor NearestNeighbours(Tensor embeddings)
    {
        Require(embeddings);
        using IDisposable frozen = no_grad();
        using DisposeScope scope = NewDisposeScope();
        return Nearest(Normalised(embeddings)).MoveToOuterDisposeScope();
    }

    /// <summary>Computes the loss.</summary>
    /// <param name="embeddings">(N, D), not yet normalised, N of 2 or more; kept.</param>
    /// <returns>Scalar with gradient; the caller disposes it.</returns>
    /// <exception cref="HistoException">HS0002: this is no batch of two rows or more.</exception>
    public Tensor Compute(Tensor embeddings)
    {
        Require(embeddings);
        using DisposeScope scope = NewDisposeScope();
        Tensor unit = Normalised(embeddings);
        Tensor difference = unit - unit.index_select(0, Nearest(unit)) + Epsilon;
        return (difference.norm(1) + Epsilon).log().mean().neg().MoveToOuterDisposeScope();
    }

    private static Tensor Nearest(Tensor unit)
    {
        using IDisposable frozen = no_grad();
        Tensor similarity = unit.detach().matmul(unit.detach().t());
        similarity.diagonal().fill_(-1);
        return similarity.argmax(1);
    }

    private static void Require(Tensor embeddings)
    {
        ArgumentNullException.ThrowIfNull(embeddings);
        if (embeddings.dim() != 2 || embeddings.size(0) < 2 || embeddings.size(1) < 1)
        {
            throw new HistoException(ErrorCodes.WrongShape, "the loss needs a batch of embeddings", nameof(KoLeoLoss), $"[{string.Join(", ", embeddings.shape)}]", "[N, D] with N of 2 or more");
        }
    }

    private Tensor Normalised(Tensor embeddings) => nn.functional.normalize(Embeddings.AtLeastSingle(embeddings), dim: 1, eps: Epsilon);
}
