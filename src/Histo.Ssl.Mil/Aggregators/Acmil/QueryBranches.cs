using System.Globalization;
using Histo.Ssl.Encoders;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Aggregators;

/// <summary>Multi-head attention with one learnable query a branch (ACMIL_MHA).</summary>
internal sealed class QueryBranches : IAcmilBranches
{
    private const double Epsilon = 1e-6;

    private readonly nn.Module _owner;
    private readonly AcmilOptions _options;
    private readonly List<(Linear Query, Linear Key, Linear Value, Linear Output, LayerNorm Norm)> _branches;
    private readonly (Linear Value, Linear Output, LayerNorm Norm) _bag;

    public QueryBranches(nn.Module owner, AcmilOptions options)
    {
        (_owner, _options) = (owner, options);
        int width = options.HiddenSize;
        _branches = [.. Enumerable.Range(0, options.Branches).Select(_ => (nn.Linear(width, width), nn.Linear(width, width), nn.Linear(width, width), nn.Linear(width, width), nn.LayerNorm(width, Epsilon)))];
        _bag = (nn.Linear(width, width), nn.Linear(width, width), nn.LayerNorm(width, Epsilon));
        Tokens.Register(owner, "q", 1, options.Branches, width);
        owner.register_module("sub_attention", new NamedParts([.. _branches.Select((each, i) => (i.ToString(CultureInfo.InvariantCulture), (nn.Module)new NamedParts(
            ("q_proj", each.Query), ("k_proj", each.Key), ("v_proj", each.Value), ("out_proj", each.Output), ("layer_norm", each.Norm))))]));
        owner.register_module("bag_attention", new NamedParts(("v_proj", _bag.Value), ("out_proj", _bag.Output), ("layer_norm", _bag.Norm)));
    }

    /// <summary>Draws the queries: normal with deviation 1e-6.</summary>
    public void DrawQueries(ulong seed) => InitialWeights.Normal(_owner.get_parameter("q")!, Epsilon, seed, "q");

    public Tensor Score(Tensor hidden)
    {
        Tensor queries = _owner.get_parameter("q")![0];
        double scale = Math.Sqrt((double)_options.HiddenSize / _options.Heads);
        return cat([.. _branches.Select((branch, i) => Heads(branch.Query.call(queries.narrow(0, i, 1))).matmul(Heads(branch.Key.call(hidden)).transpose(1, 2)) / scale)], 1);
    }

    public Tensor PoolBranches(Tensor hidden, Tensor attention) =>
        cat([.. _branches.Select((branch, i) => Finish(attention.narrow(1, i, 1).matmul(Heads(branch.Value.call(hidden))), branch.Output, branch.Norm))]);

    public Tensor PoolBag(Tensor hidden, Tensor attention) => Finish(attention.unsqueeze(1).matmul(Heads(_bag.Value.call(hidden))), _bag.Output, _bag.Norm);

    // (n, E) to (heads, n, E / heads).
    private Tensor Heads(Tensor rows) => rows.reshape(rows.size(0), _options.Heads, -1).transpose(0, 1);

    private Tensor Finish(Tensor pooled, Linear output, LayerNorm norm)
    {
        Tensor mixed = output.call(pooled.transpose(0, 1).reshape(1, -1));
        return norm.call(_options.Dropout > 0 ? nn.functional.dropout(mixed, _options.Dropout, _owner.training) : mixed);
    }
}
