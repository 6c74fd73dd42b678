using static TorchSharp.torch;

namespace Histo.Ssl.Training;

/// <summary>The momentum rule of teachers and averaged weights: teacher += (1 - m)(online - teacher), in place.</summary>
/// <remarks>Parameters only; batch-norm statistics are a matter of the teacher's own forwards. Source: BYOL (arXiv 2006.07733), DINO (arXiv 2104.14294); the order is the trainer's: after the step.</remarks>
public static class MomentumUpdate
{
    /// <summary>Moves teacher tensors towards their online tensors.</summary>
    /// <param name="pairs">Teacher and online tensors of equal shape; owned by their modules.</param>
    /// <param name="momentum">m in 0 (copy) to 1 (keep).</param>
    /// <exception cref="HistoException">HS0001: the momentum lies outside 0 to 1.</exception>
    public static void Apply(IReadOnlyList<(Tensor Teacher, Tensor Online)> pairs, double momentum)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        if (momentum is not (>= 0 and <= 1))
        {
            throw new HistoException(ErrorCodes.InvalidOption, "a momentum lies outside its range", seen: momentum, wanted: "0 to 1");
        }

        if (pairs.Count == 0)
        {
            return;
        }

        using IDisposable noGrad = no_grad();
        FusedKernels.Lerp([.. pairs.Select(pair => pair.Teacher)], [.. pairs.Select(pair => pair.Online)], 1 - momentum);
    }
}
