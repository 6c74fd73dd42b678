using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Aggregators;

/// <summary>What each head of WiKG hears from its tails, block by block: no tensor of edges by width outlives its block, and the backward pass computes each block again.</summary>
/// <remarks>
/// With heads e and tails t: score s = (e . t) / sqrt(width), p = softmax_j s, edge r = p t + (1 - p) e, gate g = tanh(e + r), weight b = softmax_j((sum t)(sum g)), or of (t . g), message n = sum_j b t.
/// Source: WiKG eb3144f model.py WiKG.forward.
/// </remarks>
/// <param name="dotProductGate">Whether neighbour and gate are multiplied as vectors, rather than their sums.</param>
internal sealed class KnowledgeAttention(bool dotProductGate) : IDisposable
{
    private const long Block = 128;
    private readonly HandedOutGradients _gradients = new();

    public void Dispose() => _gradients.Dispose();

    /// <summary>Computes the messages; tensors of the current scope. Gradients flow through the message alone.</summary>
    /// <param name="heads">(N, width).</param>
    /// <param name="tails">(N, width).</param>
    /// <param name="index">(N, k) int64: the tails that each head hears.</param>
    public HeardKnowledge Hear(Tensor heads, Tensor tails, Tensor index)
    {
        // The last backward pass is over: large bags need the room.
        _gradients.Dispose();
        HeardKnowledge all = Pass(heads, tails, index);
        return is_grad_enabled() && (heads.requires_grad || tails.requires_grad) ? all with { Message = Function.apply([this, index, all.Message, heads, tails]) } : all;
    }

    private HeardKnowledge Pass(Tensor heads, Tensor tails, Tensor index)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable guard = no_grad();
        Tensor[] whole = [heads.new_empty(index.shape), heads.new_empty(index.shape), heads.new_empty(index.shape), empty_like(heads)];
        ForBlocks(index, (first, size, sources) =>
        {
            HeardKnowledge part = Listen(heads.narrow(0, first, size), Gather(tails, sources));
            foreach ((Tensor target, Tensor value) in whole.Zip([part.Score, part.Probability, part.Weight, part.Message]))
            {
                target.narrow(0, first, size).copy_(value);
            }
        });
        foreach (Tensor each in whole)
        {
            each.MoveToOuterDisposeScope();
        }

        return new HeardKnowledge(whole[0], whole[1], whole[2], whole[3]);
    }

    // heads (B, width), heard (B, k, width).
    private HeardKnowledge Listen(Tensor heads, Tensor heard)
    {
        Tensor own = heads.unsqueeze(1), score = (own * heard).sum(dim: 2) * Math.Pow(heads.size(1), -0.5), probability = score.softmax(1), share = probability.unsqueeze(2);
        Tensor gate = (own + (share * heard) + ((1 - share) * own)).tanh();
        Tensor weight = (dotProductGate ? (heard * gate).sum(dim: 2) : heard.sum(dim: 2) * gate.sum(dim: 2)).softmax(1);
        return new HeardKnowledge(score, probability, weight, (weight.unsqueeze(2) * heard).sum(dim: 1));
    }

    private static Tensor Gather(Tensor tails, Tensor sources) => tails.index_select(0, sources.reshape(-1)).reshape(sources.size(0), sources.size(1), tails.size(1));

    private static void ForBlocks(Tensor index, Action<long, long, Tensor> step)
    {
        for (long first = 0; first < index.size(0); first += Block)
        {
            using DisposeScope scope = NewDisposeScope();
            long size = Math.Min(Block, index.size(0) - first);
            step(first, size, index.narrow(0, first, size));
        }
    }

    private sealed class Function : autograd.SingleTensorFunction<Function>
    {
        private const string Owner = "owner";

        public override string Name => nameof(KnowledgeAttention);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            ctx.save_data(Owner, vars[0]);
            ctx.save_for_backward([(Tensor)vars[1], (Tensor)vars[3], (Tensor)vars[4]]);
            ctx.set_materialize_grads(false);
            return ((Tensor)vars[2]).alias();
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
        {
            using Tensor cotangent = grad_output;
            using DisposeScope scope = NewDisposeScope();
            var owner = (KnowledgeAttention)ctx.get_data(Owner);
            List<Tensor> saved = ctx.get_saved_variables();
            Tensor index = saved[0], heads = saved[1].detach(), tails = saved[2].detach(), toHeads = empty_like(heads), toTails = zeros_like(tails);
            ForBlocks(index, (first, size, sources) =>
            {
                Tensor own = heads.narrow(0, first, size).detach(), heard = Gather(tails, sources);
                (own.requires_grad, heard.requires_grad) = (true, true);
                IList<Tensor> gradients;
                using (enable_grad())
                {
                    gradients = autograd.grad([owner.Listen(own, heard).Message], [own, heard], [cotangent.narrow(0, first, size)]);
                }

                toHeads.narrow(0, first, size).copy_(gradients[0]);
                toTails.index_add_(0, sources.reshape(-1), gradients[1].reshape(-1, tails.size(1)), 1);
            });
            owner._gradients.Replace([toHeads.DetachFromDisposeScope(), toTails.DetachFromDisposeScope()]);
            return [null!, null!, null!, toHeads, toTails];
        }
    }
}
