using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Graphs;

/// <summary>Attention over neighbours without a tensor of edges by features.</summary>
/// <remarks>
/// out_i = sum_k a_ik m_ik z_{n(i,k)} with a = softmax_k(LeakyReLU(l_{n(i,k)} + r_i)), m a dropout mask. Forward and backward loop over slots and blocks of nodes and keep scores (K, N, H) alone; gradients are in closed form, gathered through the
/// way back of a symmetric table, so they are deterministic on every device; other tables add them by index. One extra slot may stand for a node that everybody hears.
/// Source: P. Velickovic et al., "Graph attention networks", ICLR 2018; the equivalence to the edge list is checked by reference tensors.
/// </remarks>
internal sealed class NeighbourAttention : IDisposable
{
    private const int Block = 1024;

    // Numbers for libtorch live as long as the process: TorchSharp 0.107 lets a collection free those that a call makes for itself.
    private static readonly Scalar One = 1.ToScalar(), MinusInfinity = double.NegativeInfinity.ToScalar(), Zero = 0.ToScalar();

    private readonly HandedOutGradients _gradients = new();
    private Scalar? _slope;

    /// <summary>Slope of the LeakyReLU.</summary>
    public double Slope { get; init; } = 0.2;

    public void Dispose()
    {
        _gradients.Dispose();
        _slope?.Dispose();
    }

    /// <summary>Computes the weighted sums; a tensor of the current scope.</summary>
    /// <param name="table">Who hears whom.</param>
    /// <param name="sourceScores">l, (N, H).</param>
    /// <param name="targetScores">r, (N, H).</param>
    /// <param name="values">z, (N, H, d).</param>
    /// <param name="everyone">Score (1, H) and value (1, H, d) of a node that everybody hears; null for none.</param>
    /// <param name="mask">Factors of the attention, (K, N, H), or (K + 1, N, H) with such a node; null for none.</param>
    /// <returns>(N, H, d).</returns>
    public Tensor Apply(NeighbourTable table, Tensor sourceScores, Tensor targetScores, Tensor values, (Tensor Score, Tensor Value)? everyone, Tensor? mask)
    {
        // The last backward pass is over: large bags need the room.
        _gradients.Dispose();
        var call = new Call(table.On(values.device), _slope ??= Slope.ToScalar(), this);
        bool gradient = is_grad_enabled() && new[] { sourceScores, targetScores, values, everyone?.Score, everyone?.Value }.Any(each => each?.requires_grad == true);
        return gradient
            ? Function.apply([call, sourceScores, targetScores, values, everyone?.Score!, everyone?.Value!, mask!])
            : call.Forward(sourceScores, targetScores, values, everyone?.Score, everyone?.Value, mask);
    }

    private sealed record Call(SlotTensors Table, Scalar Slope, NeighbourAttention Owner)
    {
        public Tensor Forward(Tensor source, Tensor target, Tensor values, Tensor? everyoneScore, Tensor? everyoneValue, Tensor? mask)
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor attention = Attention(source, target, everyoneScore), weights = mask is null ? attention : attention * mask;
            Tensor output = everyoneValue is null ? zeros_like(values) : weights[^1].unsqueeze(2) * everyoneValue;
            long slots = Table.Sources.size(0);
            foreach ((long first, long size) in Blocks(values.size(0)))
            {
                using DisposeScope inner = NewDisposeScope();
                Tensor rows = output.narrow(0, first, size);
                for (long slot = 0; slot < slots; slot++)
                {
                    using Tensor heard = values.index_select(0, Table.Sources[slot].narrow(0, first, size));
                    rows.addcmul_(heard, weights[slot].narrow(0, first, size).unsqueeze(2), One);
                }
            }

            return output.MoveToOuterDisposeScope();
        }

        public (Tensor Source, Tensor Target, Tensor Values, Tensor? EveryoneScore, Tensor? EveryoneValue) Backward(
            Tensor cotangent, Tensor source, Tensor target, Tensor values, Tensor? everyoneScore, Tensor? everyoneValue, Tensor? mask)
        {
            Tensor attention = Attention(source, target, everyoneScore), weights = mask is null ? attention : attention * mask;
            Tensor slopes = Towards(attention, cotangent, values, everyoneValue);
            slopes = mask is null ? slopes : slopes * mask;

            // Through the softmax over the slots, then through the LeakyReLU.
            slopes = attention * (slopes - (attention * slopes).sum(dim: 0, keepdim: true));
            slopes = where(Sums(source, target, everyoneScore).ge(Zero), slopes, slopes * Slope);
            long slots = Table.Sources.size(0);
            Tensor inner = slopes.narrow(0, 0, slots);
            Tensor own = slopes.sum(dim: 0);
            (Tensor toSource, Tensor toValues) = Table.Back is null ? Scatter(inner, weights, cotangent) : Gather(inner, weights, cotangent);
            Tensor? toScore = everyoneScore is null ? null : slopes[^1].sum(dim: 0, keepdim: true);
            Tensor? toValue = everyoneValue is null ? null : (weights[^1].unsqueeze(2) * cotangent).sum(dim: 0, keepdim: true);
            return (toSource, own, toValues, toScore, toValue);
        }

        private static IEnumerable<(long First, long Size)> Blocks(long nodes)
        {
            for (long first = 0; first < nodes; first += Block)
            {
                yield return (first, Math.Min(Block, nodes - first));
            }
        }

        private Tensor Attention(Tensor source, Tensor target, Tensor? everyone)
        {
            Tensor sums = Sums(source, target, everyone).leaky_relu(Slope);
            sums.narrow(0, 0, Table.Sources.size(0)).masked_fill_(Table.Missing.unsqueeze(2), MinusInfinity);
            return sums.softmax(0);
        }

        // Scores before the LeakyReLU, (K [+ 1], N, H).
        private Tensor Sums(Tensor source, Tensor target, Tensor? everyone)
        {
            (long slots, long nodes) = (Table.Sources.size(0), Table.Sources.size(1));
            Tensor heard = source.index_select(0, Table.Sources.reshape(-1)).reshape(slots, nodes, -1) + target;
            return everyone is null ? heard : cat([heard, (everyone + target).unsqueeze(0)]);
        }

        // What the loss gains by each weight: products of the cotangent with what is heard.
        private Tensor Towards(Tensor attention, Tensor cotangent, Tensor values, Tensor? everyone)
        {
            Tensor slopes = empty_like(attention);
            long slots = Table.Sources.size(0);
            foreach ((long first, long size) in Blocks(values.size(0)))
            {
                using DisposeScope scope = NewDisposeScope();
                Tensor rows = cotangent.narrow(0, first, size);
                for (long slot = 0; slot < slots; slot++)
                {
                    using Tensor heard = values.index_select(0, Table.Sources[slot].narrow(0, first, size));
                    slopes[slot].narrow(0, first, size).copy_(heard.mul_(rows).sum(dim: 2));
                }
            }

            if (everyone is not null)
            {
                slopes[^1].copy_((cotangent * everyone).sum(dim: 2));
            }

            return slopes;
        }

        // A node's gradient comes from those that hear it: for a symmetric table its own neighbours.
        private (Tensor Source, Tensor Values) Gather(Tensor slopes, Tensor weights, Tensor cotangent)
        {
            (long slots, long nodes, long heads) = (Table.Sources.size(0), Table.Sources.size(1), slopes.size(2));
            Tensor source = zeros(nodes, heads, dtype: slopes.dtype, device: slopes.device), values = zeros_like(cotangent);
            Tensor flatSlopes = slopes.reshape(-1, heads), flatWeights = weights.narrow(0, 0, slots).reshape(-1, heads);
            foreach ((long first, long size) in Blocks(nodes))
            {
                using DisposeScope scope = NewDisposeScope();
                Tensor sourceRows = source.narrow(0, first, size), valueRows = values.narrow(0, first, size);
                for (long slot = 0; slot < slots; slot++)
                {
                    using DisposeScope inner = NewDisposeScope();
                    Tensor back = Table.Back![slot].narrow(0, first, size), there = Table.Missing[slot].narrow(0, first, size).logical_not().to(slopes.dtype).unsqueeze(1);
                    sourceRows.addcmul_(flatSlopes.index_select(0, back), there, One);
                    Tensor weight = flatWeights.index_select(0, back) * there;
                    valueRows.addcmul_(cotangent.index_select(0, Table.Sources[slot].narrow(0, first, size)), weight.unsqueeze(2), One);
                }
            }

            return (source, values);
        }

        private (Tensor Source, Tensor Values) Scatter(Tensor slopes, Tensor weights, Tensor cotangent)
        {
            (long slots, long nodes, long heads) = (Table.Sources.size(0), Table.Sources.size(1), slopes.size(2));
            Tensor source = zeros(nodes, heads, dtype: slopes.dtype, device: slopes.device), values = zeros_like(cotangent);
            for (long slot = 0; slot < slots; slot++)
            {
                // Missing entries have weight and slope 0.
                using DisposeScope scope = NewDisposeScope();
                source.index_add_(0, Table.Sources[slot], slopes[slot], One);
                values.index_add_(0, Table.Sources[slot], weights[slot].unsqueeze(2) * cotangent, One);
            }

            return (source, values);
        }
    }

    private sealed class Function : autograd.SingleTensorFunction<Function>
    {
        private const string CallKey = "call";

        public override string Name => nameof(NeighbourAttention);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            var call = (Call)vars[0];
            var inputs = vars.Skip(1).Cast<Tensor?>().ToArray();
            ctx.save_data(CallKey, call);
            ctx.save_for_backward([.. inputs!]);
            ctx.set_materialize_grads(false);
            return call.Forward(inputs[0]!, inputs[1]!, inputs[2]!, inputs[3], inputs[4], inputs[5]);
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
        {
            var call = (Call)ctx.get_data(CallKey);
            using Tensor cotangent = grad_output;
            using IDisposable guard = no_grad();
            using DisposeScope scope = NewDisposeScope();
            List<Tensor> saved = ctx.get_saved_variables();
            var (source, target, values, score, value) = call.Backward(cotangent.contiguous(), saved[0], saved[1], saved[2], saved[3], saved[4], saved[5]);
            Tensor?[] gradients = [source, target, values, score, value];
            foreach (Tensor? gradient in gradients)
            {
                gradient?.DetachFromDisposeScope();
            }

            call.Owner._gradients.Replace([.. gradients.OfType<Tensor>()]);
            return [null!, .. gradients.Select(each => each!), null!];
        }
    }
}
