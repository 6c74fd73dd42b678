using System.Globalization;
using Histo.Ssl.Mil.Graphs;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Aggregators;

/// <summary>Graph attention layers one after the other, named gat_layers.0, gat_layers.1, ...</summary>
internal sealed class GatStack : nn.Module
{
    private readonly List<GatLayer> _layers;

    /// <summary>Creates the layers.</summary>
    /// <param name="layers">Their shapes.</param>
    /// <param name="maskTokens">Whether there is a mask_tokens.k for each layer, as SRMIL's weight files have; nothing computes with them.</param>
    public GatStack(IReadOnlyList<GatLayerSpec> layers, bool maskTokens = false)
        : base(nameof(GatStack))
    {
        _layers = [.. layers.Select(layer => new GatLayer(layer))];
        register_module("gat_layers", new NamedParts([.. _layers.Select((layer, i) => (i.ToString(CultureInfo.InvariantCulture), (nn.Module)layer))]));
        if (maskTokens)
        {
            var tokens = new NamedParts();
            for (int i = 0; i < layers.Count; i++)
            {
                Tokens.Register(tokens, i.ToString(CultureInfo.InvariantCulture), new long[] { layers[i].Inputs });
            }

            register_module("mask_tokens", tokens);
        }
    }

    public void Draw(ulong seed, string name)
    {
        for (int i = 0; i < _layers.Count; i++)
        {
            _layers[i].Draw(seed, string.Create(CultureInfo.InvariantCulture, $"{name}.gat_layers.{i}"));
        }
    }

    /// <summary>The last layer.</summary>
    public GatLayer Last => _layers[^1];

    /// <summary>Runs all layers but the last, and of that what it projects, in the rows that are wanted; a tensor of the current scope.</summary>
    /// <param name="table">Who hears whom.</param>
    /// <param name="nodes">(N, inputs).</param>
    /// <param name="rows">(M) int64.</param>
    public Tensor Hear(NeighbourTable table, Tensor nodes, Tensor rows)
    {
        foreach (GatLayer layer in _layers.SkipLast(1))
        {
            nodes = layer.Run(table, nodes).Nodes;
        }

        return Last.Hear(table, nodes, rows);
    }

    /// <summary>Runs the layers, with an activation between and after those that have none of their own when one is given.</summary>
    /// <returns>The state after each layer, tensors of the current scope.</returns>
    /// <param name="table">Who hears whom.</param>
    /// <param name="nodes">(N, inputs).</param>
    /// <param name="super">The super-node; null for none.</param>
    /// <param name="between">Applied to what every layer but the last yields; null for nothing.</param>
    /// <param name="rows">Rows wanted of the last layer; null for all.</param>
    public IReadOnlyList<GatState> Run(NeighbourTable table, Tensor nodes, Tensor? super = null, Func<Tensor, Tensor>? between = null, Tensor? rows = null)
    {
        var states = new List<GatState>();
        for (int i = 0; i < _layers.Count; i++)
        {
            bool last = i == _layers.Count - 1;
            GatState state = _layers[i].Run(table, nodes, super, last ? rows : null);
            states.Add(state);
            (nodes, super) = (last || between is null ? state.Nodes : between(state.Nodes), state.Super);
        }

        return states;
    }
}
