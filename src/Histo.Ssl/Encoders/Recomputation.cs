using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Histo.Ssl.Encoders;

/// <summary>Runs blocks without keeping what is inside them: the backward pass computes each block again from its input (activation checkpointing).</summary>
/// <remarks>
/// The gradients of the last block that ran backward are kept until the next one or the next pass: libtorch reads them after the callback that made them has returned.
/// Source: T. Chen et al., "Training deep nets with sublinear memory cost", 2016.
/// </remarks>
internal sealed class Recomputation : IDisposable
{
    private IReadOnlyList<Tensor> _handedOut = [];

    /// <summary>Runs a block; where no gradient is wanted this is the block itself.</summary>
    public Tensor Run(BranchBlock block, Tensor input, Tensor? keep, ScalarType type)
    {
        Parameter[] parameters = [.. block.parameters().Where(parameter => parameter.requires_grad)];
        if (!is_grad_enabled() || (!input.requires_grad && parameters.Length == 0))
        {
            return block.Run(input, keep, type);
        }

        var call = new Call(block, type, parameters, this);
        return Function.apply([call, keep!, input, .. parameters]);
    }

    public void Dispose() => HandOut([]);

    private void HandOut(IReadOnlyList<Tensor> gradients)
    {
        foreach (Tensor old in _handedOut)
        {
            old.Dispose();
        }

        _handedOut = gradients;
    }

    private sealed record Call(BranchBlock Block, ScalarType Type, Parameter[] Parameters, Recomputation Owner);

    private sealed class Function : autograd.SingleTensorFunction<Function>
    {
        private const string CallKey = "call";

        public override string Name => nameof(Recomputation);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            var call = (Call)vars[0];
            var (keep, input) = ((Tensor?)vars[1], (Tensor)vars[2]);
            ctx.save_data(CallKey, call);
            ctx.save_for_backward([input, keep]);
            ctx.set_materialize_grads(false);
            return call.Block.Run(input, keep, call.Type);
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
            IList<Tensor> gradients = autograd.grad([call.Block.Run(input, saved[1], call.Type)], wanted, [cotangent]);
            foreach (Tensor gradient in gradients)
            {
                gradient.DetachFromDisposeScope();
            }

            call.Owner.HandOut([.. gradients]);
            return input.requires_grad ? [null!, null!, .. gradients] : [null!, null!, null!, .. gradients];
        }
    }
}
