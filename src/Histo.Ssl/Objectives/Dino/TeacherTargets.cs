using Histo.Ssl.Collectives;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Objectives;

/// <summary>Makes distributions of a teacher's logits, and keeps the centre that DINO takes off them.</summary>
/// <remarks>
/// <code>
/// Centering: q = softmax((t - c) / temperature),  then c &lt;- momentum c + (1 - momentum) mean(t)
/// Sinkhorn:  q = <see cref="Objectives.Sinkhorn"/>(t / temperature); the centre stays as it is
/// </code>
/// The centre used at a step holds the batches before it. DINO moves it after the loss, DINOv2 at the next call: the sequence of centres used is the same, and the buffer here is always the next one to be used. The mean is taken over
/// the rows of all ranks (for iBOT: over all masked patches; the official code takes the mean of the ranks' means); a batch without rows leaves the centre. With accumulated batches it moves once a batch.
/// Source: facebookresearch/dino 7c446df, main_dino.py, DINOLoss.update_center; facebookresearch/dinov2 b8931f7, loss/dino_clstoken_loss.py and loss/ibot_patch_loss.py, softmax_center_teacher and apply_center_update.
/// </remarks>
public sealed class TeacherTargets : nn.Module
{
    private readonly Tensor center;
    private readonly TeacherBalance _balance;
    private readonly double _momentum;
    private readonly Sinkhorn _sinkhorn;

    /// <summary>Creates the state on the CPU in float32, its centre at 0.</summary>
    /// <param name="prototypes">K.</param>
    /// <param name="balance">Centering or Sinkhorn.</param>
    /// <param name="centerMomentum">Momentum of the centre, 0 to 1; 0.9 in the official codes.</param>
    /// <param name="iterations">Iterations of Sinkhorn, 1 or more; 3 in the official code.</param>
    public TeacherTargets(int prototypes, TeacherBalance balance, double centerMomentum = 0.9, int iterations = 3)
        : base(nameof(TeacherTargets))
    {
        _balance = balance;
        _momentum = centerMomentum;
        _sinkhorn = new Sinkhorn { Iterations = iterations };
        center = zeros(1, prototypes);
        center.DetachFromDisposeScope();
        RegisterComponents();
    }

    /// <summary>Makes the targets of a batch, then moves the centre.</summary>
    /// <param name="logits">The teacher's logits, (B, K); B may differ between ranks and may be 0; kept.</param>
    /// <param name="temperature">Temperature of the teacher; positive.</param>
    /// <param name="collective">The ranks; null for one process.</param>
    /// <returns>(B, K) without gradient, rows sum to 1; the caller disposes it.</returns>
    /// <exception cref="HistoException">HS0002: the logits have another shape.</exception>
    public Tensor Next(Tensor logits, double temperature, ICollective? collective = null)
    {
        ArgumentNullException.ThrowIfNull(logits);
        if (logits.dim() != 2 || logits.size(1) != center.size(1))
        {
            throw new HistoException(ErrorCodes.WrongShape, "the teacher's logits have another shape", nameof(TeacherTargets), $"[{string.Join(", ", logits.shape)}]", $"[B, {center.size(1)}]");
        }

        using IDisposable frozen = no_grad();
        using DisposeScope scope = NewDisposeScope();
        Tensor raw = Embeddings.AtLeastSingle(logits.detach());
        if (_balance == TeacherBalance.Sinkhorn)
        {
            return _sinkhorn.Compute(raw, temperature, collective).MoveToOuterDisposeScope();
        }

        Tensor targets = nn.functional.softmax((raw - center) / temperature, 1);
        Move(raw, collective ?? SingleProcess.Instance);
        return targets.MoveToOuterDisposeScope();
    }

    private void Move(Tensor logits, ICollective collective)
    {
        long prototypes = logits.size(1);
        Tensor count = full(1, logits.size(0), dtype: logits.dtype, device: logits.device);
        Tensor total = collective.Sum(cat([logits.sum(dim: 0), count]));
        Tensor rows = total.narrow(0, prototypes, 1), mean = total.narrow(0, 0, prototypes) / rows.clamp(min: 1);
        Tensor moved = (center * _momentum) + (mean * (1 - _momentum));
        center.copy_(where(rows > 0, moved, center.to(moved.dtype)));
    }
}
