using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Histo.Ssl.Objectives;

/// <summary>The heads of a student or a teacher in DINOv2: one for class tokens, and the same or another for masked patches.</summary>
internal sealed class DinoV2Heads(DinoHead classes, DinoHead patches)
{
    public DinoHead Classes => classes;

    public DinoHead Patches => patches;

    public bool AreShared => ReferenceEquals(classes, patches);

    /// <summary>Creates the heads that the options ask for; equal seeds give student and teacher equal heads.</summary>
    public static DinoV2Heads Create(DinoV2Options options, int embeddingSize, ulong seed)
    {
        var spec = new DinoHeadSpec { Prototypes = options.Prototypes, HiddenSize = options.HiddenSize, BottleneckSize = options.BottleneckSize, Layers = options.HeadLayers };
        var classes = new DinoHead(embeddingSize, spec, seed, "dino_head");
        return options.SeparateIbotHead && options.IbotWeight > 0
            ? new DinoV2Heads(classes, new DinoHead(embeddingSize, spec with { Prototypes = options.IbotPrototypes, BottleneckSize = options.IbotBottleneckSize }, seed, "ibot_head"))
            : new DinoV2Heads(classes, classes);
    }

    /// <summary>The heads under their official names.</summary>
    public (string Name, nn.Module Head)[] Named() => AreShared ? [("dino_head", classes)] : [("dino_head", classes), ("ibot_head", patches)];

    /// <summary>Projects class tokens and masked patches; a shared head does it in one forward.</summary>
    /// <param name="tokens">(C, D).</param>
    /// <param name="masked">(M, D); null for none.</param>
    /// <returns>Unit vectors of the class tokens, their logits, and the logits of the masked patches.</returns>
    public (Tensor Bottleneck, Tensor Logits, Tensor? Masked) Project(Tensor tokens, Tensor? masked)
    {
        if (masked is null || !AreShared)
        {
            Tensor own = classes.Bottleneck(tokens);
            return (own, classes.Logits(own), masked is null ? null : patches.call(masked));
        }

        long count = tokens.size(0);
        Tensor bottleneck = classes.Bottleneck(cat([tokens, masked]));
        Tensor logits = classes.Logits(bottleneck);
        return (bottleneck.narrow(0, 0, count), logits.narrow(0, 0, count), logits.narrow(0, count, masked.size(0)));
    }
}
