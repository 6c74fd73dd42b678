using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Aggregators;

/// <summary>The scaled cosine error of features that a linear map reconstructs, block by block: the reconstructed features never exist all at once.</summary>
/// <remarks>
/// For x = W h + b and u = (1 - cos(x, y)): loss = mean u^gamma, d loss / d x = -gamma u^(gamma - 1) / M (y / (|x| |y|) - cos x / |x|^2). Value and gradient are computed in one pass; the backward pass scales what is there.
/// Equals <see cref="ScaledCosineError"/> behind the map. The target has no gradient.
/// </remarks>
internal sealed class ProjectedCosineError : IDisposable
{
    private const int Block = 512;
    private const double Shortest = 1e-12;
    private readonly HandedOutGradients _gradients = new();

    /// <summary>Exponent, 1 or more.</summary>
    public double Gamma { get; init; } = 1;

    public void Dispose() => _gradients.Dispose();

    /// <summary>Computes the loss; a tensor of the current scope.</summary>
    /// <param name="hidden">h, (M, H).</param>
    /// <param name="weight">W, (D, H).</param>
    /// <param name="bias">b, (D).</param>
    /// <param name="targets">(N, D), of which <paramref name="rows"/> are compared.</param>
    /// <param name="rows">(M) int64.</param>
    public Tensor Compute(Tensor hidden, Tensor weight, Tensor bias, Tensor targets, Tensor rows)
    {
        using DisposeScope scope = NewDisposeScope();
        if (!is_grad_enabled() || !(hidden.requires_grad || weight.requires_grad || bias.requires_grad))
        {
            return Pass(hidden, weight, bias, targets, rows, null).MoveToOuterDisposeScope();
        }

        Gradients gradients;
        Tensor loss;
        using (no_grad())
        {
            gradients = new Gradients(empty_like(hidden), zeros_like(weight), zeros_like(bias));
            loss = Pass(hidden, weight, bias, targets, rows, gradients);
        }

        // Only what enters a function can be saved for its backward pass.
        return Function.apply([this, loss, gradients.Hidden, gradients.Weight, gradients.Bias, hidden, weight, bias]).MoveToOuterDisposeScope();
    }

    // Adds up the gradients where they are wanted.
    private Tensor Pass(Tensor hidden, Tensor weight, Tensor bias, Tensor targets, Tensor rows, Gradients? gradients)
    {
        using DisposeScope scope = NewDisposeScope();
        long count = rows.size(0);
        Tensor total = zeros(1, dtype: hidden.dtype, device: hidden.device);
        for (long first = 0; first < count; first += Block)
        {
            using DisposeScope inner = NewDisposeScope();
            long size = Math.Min(Block, count - first);
            Tensor part = hidden.narrow(0, first, size), x = nn.functional.linear(part, weight, bias), y = targets.index_select(0, rows.narrow(0, first, size));
            Tensor norm = linalg.vector_norm(x, 2, [1], keepdim: true), longX = norm.clamp_min(Shortest), longY = linalg.vector_norm(y, 2, [1], keepdim: true).clamp_min(Shortest);
            Tensor cosine = x.unsqueeze(1).bmm(y.unsqueeze(2)).reshape(-1, 1) / (longX * longY), error = 1 - cosine;
            bool whole = Gamma == Math.Floor(Gamma);
            Tensor kept = whole ? error : error.clamp(min: 0);
            total.add_((Gamma == 1 ? kept : kept.pow(Gamma)).sum());
            if (gradients is null)
            {
                continue;
            }

            Tensor slope = Gamma == 1 ? full_like(error, -1.0 / count) : kept.pow(Gamma - 1) * (-Gamma / count);
            slope = whole ? slope : slope * error.ge(0).to(slope.dtype);

            // In place: x becomes the gradient towards itself. A vector that is too short has no direction.
            Tensor own = slope * cosine / (longX * longX) * norm.gt(Shortest).to(slope.dtype);
            x.mul_(-own).addcmul_(y, slope / (longX * longY), 1);
            gradients.Hidden.narrow(0, first, size).copy_(x.mm(weight));
            gradients.Weight.addmm_(x.t(), part, 1, 1);
            gradients.Bias.add_(x.sum(dim: 0));
        }

        return (total / count).squeeze(0).MoveToOuterDisposeScope();
    }

    private sealed record Gradients(Tensor Hidden, Tensor Weight, Tensor Bias);

    private sealed class Function : autograd.SingleTensorFunction<Function>
    {
        private const string Owner = "owner";

        public override string Name => nameof(ProjectedCosineError);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            ctx.save_data(Owner, vars[0]);
            ctx.save_for_backward([(Tensor)vars[2], (Tensor)vars[3], (Tensor)vars[4]]);
            ctx.set_materialize_grads(false);
            return ((Tensor)vars[1]).clone();
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
        {
            using Tensor cotangent = grad_output;
            using IDisposable guard = no_grad();
            using DisposeScope scope = NewDisposeScope();
            Tensor[] gradients = [.. ctx.get_saved_variables().Select(each => (each * cotangent).DetachFromDisposeScope())];
            ((ProjectedCosineError)ctx.get_data(Owner))._gradients.Replace(gradients);
            return [null!, null!, null!, null!, null!, .. gradients];
        }
    }
}
