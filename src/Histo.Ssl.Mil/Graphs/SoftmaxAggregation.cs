using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Graphs;

/// <summary>Channel-wise softmax aggregation of what each node hears, itself apart, without a tensor of edges by features.</summary>
/// <remarks>
/// out_ic = sum_j w_ijc m_jc with w = softmax_j(t m_jc); a node that hears nobody has 0. With E the mean under w: d out / d m_j = w_j (1 + t (m_j - out)), d out / d t = E[m^2] - E[m]^2.
/// Source: G. Li et al., "DeeperGCN", 2020, equation of the softmax aggregator.
/// </remarks>
internal sealed class SoftmaxAggregation : IDisposable
{
    private readonly HandedOutGradients _gradients = new();

    public void Dispose() => _gradients.Dispose();

    /// <summary>Aggregates; a tensor of the current scope.</summary>
    /// <param name="table">Who hears whom; slot 0, the node itself, is left out.</param>
    /// <param name="messages">m, (N, d).</param>
    /// <param name="temperature">t, (1).</param>
    public Tensor Apply(NeighbourTable table, Tensor messages, Tensor temperature)
    {
        SlotTensors slots = table.On(messages.device);
        return is_grad_enabled() && (messages.requires_grad || temperature.requires_grad)
            ? Function.apply([slots, this, messages, temperature])
            : Pass(slots, messages, temperature).Output;
    }

    // (N, d) each: the output, the logarithm of the normaliser, and the mean of the squares.
    private static (Tensor Output, Tensor Normaliser, Tensor Squares) Pass(SlotTensors slots, Tensor messages, Tensor temperature)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor largest = full_like(messages, double.NegativeInfinity);
        ForSlots(slots, (sources, there) => largest.copy_(maximum(largest, (messages.index_select(0, sources) * temperature).masked_fill(there.logical_not(), double.NegativeInfinity))));
        largest = where(largest.isinf(), zeros_like(largest), largest);
        Tensor sum = zeros_like(messages), weighted = zeros_like(messages), squares = zeros_like(messages);
        ForSlots(slots, (sources, there) =>
        {
            Tensor heard = messages.index_select(0, sources), weight = Weight((heard * temperature) - largest, there);
            sum.add_(weight);
            weighted.addcmul_(weight, heard, 1);
            squares.addcmul_(weight, heard * heard, 1);
        });
        Tensor safe = sum.clamp(min: 1e-38);
        return ((weighted / safe).MoveToOuterDisposeScope(), (safe.log() + largest).MoveToOuterDisposeScope(), (squares / safe).MoveToOuterDisposeScope());
    }

    // Filled before the exponential: what is not there must not overflow.
    private static Tensor Weight(Tensor exponent, Tensor there) => exponent.masked_fill(there.logical_not(), double.NegativeInfinity).exp();

    private static void ForSlots(SlotTensors slots, Action<Tensor, Tensor> step)
    {
        for (long slot = 1; slot < slots.Sources.size(0); slot++)
        {
            using DisposeScope scope = NewDisposeScope();
            step(slots.Sources[slot], slots.Missing[slot].logical_not().unsqueeze(1));
        }
    }

    private sealed class Function : autograd.SingleTensorFunction<Function>
    {
        private const string Slots = "slots", Owner = "owner";

        public override string Name => nameof(SoftmaxAggregation);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            var (slots, messages, temperature) = ((SlotTensors)vars[0], (Tensor)vars[2], (Tensor)vars[3]);
            ctx.save_data(Slots, slots);
            ctx.save_data(Owner, vars[1]);
            ctx.save_for_backward([messages, temperature]);
            ctx.set_materialize_grads(false);
            using DisposeScope scope = NewDisposeScope();
            return Pass(slots, messages, temperature).Output.MoveToOuterDisposeScope();
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
        {
            using Tensor cotangent = grad_output;
            using IDisposable guard = no_grad();
            using DisposeScope scope = NewDisposeScope();
            var slots = (SlotTensors)ctx.get_data(Slots);
            List<Tensor> saved = ctx.get_saved_variables();
            Tensor messages = saved[0], temperature = saved[1];
            (Tensor output, Tensor normaliser, Tensor squares) = Pass(slots, messages, temperature);
            Tensor toMessages = zeros_like(messages), toTemperature = (cotangent * (squares - (output * output))).sum().reshape(1);
            ForSlots(slots, (sources, there) =>
            {
                Tensor heard = messages.index_select(0, sources), weight = Weight((heard * temperature) - normaliser, there);
                toMessages.index_add_(0, sources, cotangent * weight * (1 + (temperature * (heard - output))), 1);
            });
            ((SoftmaxAggregation)ctx.get_data(Owner))._gradients.Replace([toMessages.DetachFromDisposeScope(), toTemperature.DetachFromDisposeScope()]);
            return [null!, null!, toMessages, toTemperature];
        }
    }
}
