using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Histo.Ssl.Encoders;

/// <summary>Runs blocks without keeping what is inside them: the backward pass computes each block again from its input (activation checkpointing).</summary>
/// <remarks>
/// Whatever a block draws must be drawn before and given to it, so that both runs are the same. Running statistics move in the first run only. The gradients of the last block that ran backward are kept until the next
/// one or the next pass: libtorch reads them after the callback that made them has returned.
/// Source: T. Chen et al., "Training deep nets with sublinear memory cost", 2016.
/// </remarks>
internal sealed class Recomputation : IDisposable
{
    private readonly HandedOutGradients _gradients = new();

    /// <summary>Runs a block; where no gradient is wanted this is the block itself.</summary>
    /// <param name="block">Whose parameters and buffers the body uses.</param>
    /// <param name="body">What it computes of its input and what was drawn for it.</param>
    /// <param name="input">Its input.</param>
    /// <param name="drawn">What was drawn for it; null for nothing.</param>
    public Tensor Run(nn.Module block, Func<Tensor, Tensor?, Tensor> body, Tensor input, Tensor? drawn = null)
    {
        Parameter[] parameters = [.. block.parameters().Where(parameter => parameter.requires_grad)];
        return is_grad_enabled() && (input.requires_grad || parameters.Length > 0)
            ? Function.apply([new Call(body, parameters, [.. block.buffers()], this), drawn!, input, .. parameters])
            : body(input, drawn);
    }

    public void Dispose() => _gradients.Dispose();

    private sealed record Call(Func<Tensor, Tensor?, Tensor> Body, Parameter[] Parameters, Tensor[] Buffers, Recomputation Owner);

    private sealed class Function : autograd.SingleTensorFunction<Function>
    {
        private const string CallKey = "call";

        public override string Name => nameof(Recomputation);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            var call = (Call)vars[0];
            var (drawn, input) = ((Tensor?)vars[1], (Tensor)vars[2]);
            ctx.save_data(CallKey, call);
            ctx.save_for_backward([input, drawn]);
            ctx.set_materialize_grads(false);
            return call.Body(input, drawn);
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
        {
            // On a thread of libtorch's when the tensors are on a GPU: nothing of the caller's thread is here.
            var call = (Call)ctx.get_data(CallKey);
            using Tensor cotangent = grad_output;
            using IDisposable guard = enable_grad();
            using DisposeScope scope = NewDisposeScope();
            List<Tensor> saved = ctx.get_saved_variables();
            Tensor input = saved[0].detach();
            input.requires_grad = saved[0].requires_grad;
            Tensor[] wanted = input.requires_grad ? [input, .. call.Parameters] : call.Parameters;
            Tensor[] buffers = [.. call.Buffers.Select(buffer => buffer.clone())];
            IList<Tensor> gradients = autograd.grad([call.Body(input, saved[1])], wanted, [cotangent]);
            Restore(call.Buffers, buffers);
            foreach (Tensor gradient in gradients)
            {
                gradient.DetachFromDisposeScope();
            }

            call.Owner._gradients.Replace([.. gradients]);
            return input.requires_grad ? [null!, null!, .. gradients] : [null!, null!, null!, .. gradients];
        }

        private static void Restore(Tensor[] buffers, Tensor[] values)
        {
            using IDisposable guard = no_grad();
            foreach ((Tensor buffer, Tensor value) in buffers.Zip(values))
            {
                buffer.copy_(value);
            }
        }
    }
}
