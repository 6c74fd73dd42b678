using static TorchSharp.torch;

namespace Histo.Ssl.Objectives;

/// <summary>The heads of an objective under their names: "projector.0.weight" and so on in weight files and run states.</summary>
internal sealed class ObjectiveHeads : nn.Module
{
    public ObjectiveHeads(params ReadOnlySpan<(string Name, nn.Module Head)> heads)
        : base(nameof(ObjectiveHeads))
    {
        foreach ((string name, nn.Module head) in heads)
        {
            register_module(name, head);
        }
    }
}
