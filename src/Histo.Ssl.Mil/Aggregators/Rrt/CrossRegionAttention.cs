using Histo.Ssl.Encoders;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Aggregators;

/// <summary>RRT-MIL's attention across regions (CR-MSA): (N, D) to the same shape.</summary>
/// <remarks>
/// In each of 8 x 8 regions, logits L (k, P) of its tokens: representatives R = softmax over tokens(L) x; each slot's representatives attend to those of the other regions; a token gets back the sum over slots of
/// (L - min) / (max - min + 1e-8) times softmax over slots(L) times R'. Where a region holds a single token (64 instances or fewer) L - min is 0, and the layer adds nothing.
/// Source: DearCaat/RRT-MIL 7ecbdfb, modules/rmsa.py: CrossRegionAttntion.
/// </remarks>
internal sealed class CrossRegionAttention : nn.Module<Tensor, Tensor>
{
    /// <summary>Regions along a side; the original has no setting for it.</summary>
    public const long Regions = 8;

    private const double Epsilon = 1e-8;

    private readonly RegionSelfAttention attn;
    private readonly Parameter? phi;

    // The network has phi's name too, so it cannot have a field of its own.
    private readonly Func<Tensor, Tensor> _logits;

    public CrossRegionAttention(RrtOptions options)
        : base(nameof(CrossRegionAttention))
    {
        attn = new RegionSelfAttention(options.Width, options.CrossHeads, options.AttentionDropout, kernel: null);
        if (options.SlotNetwork)
        {
            Sequential network = nn.Sequential(
                ("0", nn.Linear(options.Width, options.Width / 4, hasBias: false)),
                ("1", nn.Tanh()),
                ("2", nn.Linear(options.Width / 4, options.Slots, hasBias: false)));
            register_module(nameof(phi), network);
            _logits = network.call;
        }
        else
        {
            phi = nn.Parameter(empty(options.Width, options.Slots));
            phi.DetachFromDisposeScope();
            _logits = tokens => tokens.matmul(phi);
        }

        RegisterComponents();
    }

    /// <summary>Draws the matrix of the slots, where there is one: uniform within plus and minus 1 / sqrt(slots), PyTorch's Kaiming rule for a matrix of this orientation.</summary>
    public void DrawSlots(ulong seed, string name)
    {
        if (phi is not null)
        {
            InitialWeights.Uniform(phi, 1 / Math.Sqrt(phi.size(1)), seed, name);
        }
    }

    /// <summary>Computes the attention; the caller disposes the result.</summary>
    public override Tensor forward(Tensor input)
    {
        using DisposeScope scope = NewDisposeScope();
        var split = new RegionSplit(input.size(0), Regions);
        Tensor tokens = split.Cut(input);
        Tensor logits = _logits(tokens).transpose(1, 2);
        Tensor representatives = attn.call(logits.softmax(-1).matmul(tokens).transpose(0, 1)).transpose(0, 1);
        Tensor low = logits.min(-1, keepdim: true).values, high = logits.max(-1, keepdim: true).values;
        Tensor back = (logits - low) / (high - low + Epsilon) * logits.softmax(1);
        return split.Join(back.transpose(1, 2).matmul(representatives)).MoveToOuterDisposeScope();
    }
}
