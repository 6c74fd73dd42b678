namespace Histo.Ssl.Objectives;

/// <summary>Rules between an objective and the encoder it is to train, checked before either is made.</summary>
public static class ObjectiveRules
{
    /// <summary>Throws where the objective cannot train an encoder of the architecture.</summary>
    /// <param name="options">Which objective, and its settings.</param>
    /// <param name="architecture">Name of the architecture, "resnet18" or "vit-..." for example.</param>
    /// <exception cref="HistoException">HS1603: DINOv2 with iBOT needs patch tokens, which only vision transformers (vit-*) have.</exception>
    public static void Check(ObjectiveOptions options, string architecture)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(architecture);
        if (options.Name == DinoV2Objective.ObjectiveName && options.DinoV2.IbotWeight > 0 && !architecture.StartsWith("vit-", StringComparison.Ordinal))
        {
            throw TokensNeeded(architecture);
        }
    }

    internal static HistoException TokensNeeded(string architecture) => new(
        ErrorCodes.TokensNeeded,
        "the iBOT loss of DINOv2 compares masked patches, and the encoder gives no token for each patch",
        "DinoV2.IbotWeight",
        architecture,
        "a vision transformer (vit-*)",
        "Choose a vision transformer, or set IbotWeight to 0 to train with class tokens alone.");
}
