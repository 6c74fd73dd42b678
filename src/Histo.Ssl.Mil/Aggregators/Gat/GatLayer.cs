using Histo.Ssl.Encoders;
using Histo.Ssl.Mil.Graphs;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Aggregators;

/// <summary>One graph attention layer over a neighbour table, optionally with a super-node that is joined to every node both ways and has no self loop.</summary>
/// <remarks>
/// x' = Drop(x); z = W x'; e_ji = LeakyReLU(a_l . z_j + a_r . z_i); alpha = softmax over what i hears; y = sum Drop(alpha) z + b + residual(x'); heads side by side; LayerNorm; PReLU.
/// Names are those of GraphMAE: fc, attn_l (source), attn_r (target), bias, res_fc, norm, activation; rows of fc.weight are head-major.
/// A layer of one head aggregates first and projects afterwards, which is the same and moves less.
/// Source: GraphMAE b14f080 graphmae/models/gat.py GATConv; SRMIL 7bb63e8 srmil/models/gat.py.
/// </remarks>
internal sealed class GatLayer : nn.Module
{
    private readonly GatLayerSpec _spec;
    private readonly Scalar _slope;
    private readonly Linear _fc;
    private readonly Linear? _residual;
    private readonly LayerNorm? _norm;
    private readonly PReLU? _activation;
    private readonly NeighbourAttention _attention;

    public GatLayer(GatLayerSpec spec)
        : base(nameof(GatLayer))
    {
        _spec = spec;
        _slope = spec.Slope.ToScalar();
        _attention = new NeighbourAttention { Slope = spec.Slope };
        _fc = nn.Linear(spec.Inputs, spec.Outputs, hasBias: false);
        register_module("fc", _fc);
        Tokens.Register(this, "attn_l", 1, spec.Heads, spec.Width);
        Tokens.Register(this, "attn_r", 1, spec.Heads, spec.Width);
        Tokens.Register(this, "bias", new long[] { spec.Outputs });
        if (spec.Residual == GatResidual.Linear)
        {
            register_module("res_fc", _residual = nn.Linear(spec.Inputs, spec.Outputs, hasBias: false));
        }

        if (spec.Activated)
        {
            register_module("norm", _norm = nn.LayerNorm(spec.Outputs));
            register_module("activation", _activation = nn.PReLU(1));
        }
    }

    /// <summary>Weight of the projection.</summary>
    public Parameter Weight => _fc.weight!;

    /// <summary>What is added behind the projection.</summary>
    public Parameter Bias => get_parameter("bias")!;

    private Parameter Left => get_parameter("attn_l")!;

    private Parameter Right => get_parameter("attn_r")!;

    /// <summary>Draws the first weights: Xavier normal with gain sqrt 2, zero bias.</summary>
    public void Draw(ulong seed, string name)
    {
        const double Gain = 2;
        InitialWeights.Normal(_fc.weight!, Math.Sqrt(Gain * 2 / (_spec.Inputs + _spec.Outputs)), seed, name + ".fc.weight");
        double scores = Math.Sqrt(Gain * 2 / (_spec.Outputs + _spec.Width));
        InitialWeights.Normal(Left, scores, seed, name + ".attn_l");
        InitialWeights.Normal(Right, scores, seed, name + ".attn_r");
        if (_residual is not null)
        {
            InitialWeights.Normal(_residual.weight!, Math.Sqrt(Gain * 2 / (_spec.Inputs + _spec.Outputs)), seed, name + ".res_fc.weight");
        }
    }

    /// <summary>Computes the layer; tensors of the current scope.</summary>
    /// <param name="table">Who hears whom.</param>
    /// <param name="nodes">(N, inputs).</param>
    /// <param name="super">(1, inputs): the super-node; null for none.</param>
    /// <param name="rows">(M) int64: only these rows of the output are wanted; null for all. Layers of one head only.</param>
    public GatState Run(NeighbourTable table, Tensor nodes, Tensor? super = null, Tensor? rows = null)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor input = Drop(nodes, _spec.FeatureDropout);
        Tensor? superInput = super is null ? null : Drop(super, _spec.FeatureDropout);
        GatState state = _spec.Heads == 1 && super is null
            ? new GatState(Finish(AggregateFirst(table, input, rows), () => rows is null ? input : input.index_select(0, rows)), null, null, null)
            : ProjectFirst(table, input, superInput);
        return state.MoveToOuterDisposeScope();
    }

    /// <summary>Computes what a layer of one head without residual and activation projects, in the rows that are wanted; a tensor of the current scope.</summary>
    /// <param name="table">Who hears whom.</param>
    /// <param name="nodes">(N, inputs).</param>
    /// <param name="rows">(M) int64.</param>
    public Tensor Hear(NeighbourTable table, Tensor nodes, Tensor rows)
    {
        using DisposeScope scope = NewDisposeScope();
        return Heard(table, Drop(nodes, _spec.FeatureDropout), rows).MoveToOuterDisposeScope();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _attention.Dispose();
            _slope.Dispose();
        }

        base.Dispose(disposing);
    }

    private Tensor AggregateFirst(NeighbourTable table, Tensor input, Tensor? rows) => nn.functional.linear(Heard(table, input, rows), Weight, Bias);

    private Tensor Heard(NeighbourTable table, Tensor input, Tensor? rows)
    {
        // a . (W x) = (W^T a) . x, and sum alpha W x = W sum alpha x.
        Tensor left = input.mm(_fc.weight!.t().mv(Left.reshape(-1)).unsqueeze(1)), right = input.mm(_fc.weight!.t().mv(Right.reshape(-1)).unsqueeze(1));
        Tensor heard = _attention.Apply(table, left, right, input.unsqueeze(1), null, Mask(table, input, 1, 0)).squeeze(1);
        return rows is null ? heard : heard.index_select(0, rows);
    }

    private GatState ProjectFirst(NeighbourTable table, Tensor input, Tensor? super)
    {
        Tensor flat = _fc.call(input), values = Heads(flat), scores = flat.mm(cat([PerHead(Left), PerHead(Right)], 1)), left = scores.narrow(1, 0, _spec.Heads), right = scores.narrow(1, _spec.Heads, _spec.Heads);
        if (super is null)
        {
            Tensor alone = _attention.Apply(table, left, right, values, null, Mask(table, input, _spec.Heads, 0));
            return new GatState(Finish(alone.reshape(-1, _spec.Outputs).add_(Bias), () => input), null, null, null);
        }

        Tensor superValue = Heads(_fc.call(super)), superLeft = (superValue * Left).sum(dim: 2), superRight = (superValue * Right).sum(dim: 2);
        Tensor joined = _attention.Apply(table, left, right, values, (superLeft, superValue), Mask(table, input, _spec.Heads, 1));

        // What the super-node hears: ordinary attention pooling, one row a head.
        Tensor raw = (left + superRight).leaky_relu(_slope), attention = raw.softmax(0);
        Tensor pooled = (Drop(attention, _spec.AttentionDropout).unsqueeze(2) * values).sum(dim: 0, keepdim: true);
        return new GatState(Finish(joined.reshape(-1, _spec.Outputs).add_(Bias), () => input), Finish(pooled.reshape(1, -1) + Bias, () => super), raw.t(), attention.t());
    }

    // In place: nothing else needs what was heard. What enters the layer, in the rows that leave it, is asked for only where it is added.
    private Tensor Finish(Tensor heard, Func<Tensor> input)
    {
        Tensor output = _spec.Residual switch
        {
            GatResidual.Linear => heard.addmm_(input(), _residual!.weight!.t(), 1, 1),
            GatResidual.Identity => heard.add_(input()),
            _ => heard,
        };
        return _spec.Activated ? _activation!.call(_norm!.call(output)) : output;
    }

    // (outputs, H): a product with it scores each head by its own vector, without a tensor as large as the values.
    private Tensor PerHead(Tensor vectors)
    {
        using Tensor own = eye(_spec.Heads, dtype: vectors.dtype, device: vectors.device);
        return (vectors.reshape(_spec.Heads, _spec.Width, 1) * own.unsqueeze(1)).reshape(_spec.Outputs, _spec.Heads);
    }

    private Tensor Heads(Tensor flat) => flat.reshape(-1, _spec.Heads, _spec.Width);

    private Tensor Drop(Tensor values, double rate) => rate > 0 ? nn.functional.dropout(values, rate, training) : values;

    private Tensor? Mask(NeighbourTable table, Tensor like, int heads, int extra)
    {
        if (!training || _spec.AttentionDropout <= 0)
        {
            return null;
        }

        using var noGrad = no_grad();
        return nn.functional.dropout(ones(table.Width + extra, table.Nodes, heads, dtype: like.dtype, device: like.device), _spec.AttentionDropout);
    }
}
