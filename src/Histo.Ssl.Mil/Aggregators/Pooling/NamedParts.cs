using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Aggregators;

/// <summary>A group of modules under the names that an authors' code gives them; computes nothing itself.</summary>
internal sealed class NamedParts : nn.Module
{
    public NamedParts(params (string Name, nn.Module Part)[] parts)
        : base(nameof(NamedParts))
    {
        foreach ((string name, nn.Module part) in parts)
        {
            register_module(name, part);
        }
    }

    /// <summary>Attention layers as ACMIL, DTFD and others name them: attention_V.0, attention_U.0, attention_weights.</summary>
    public static NamedParts Attention(AttentionLayers layers)
    {
        var parts = new NamedParts(("attention_V", new NamedParts(("0", layers.Tanh))));
        if (layers.Gate is { } gate)
        {
            parts.register_module("attention_U", new NamedParts(("0", gate)));
        }

        parts.register_module("attention_weights", layers.Scores);
        return parts;
    }
}
