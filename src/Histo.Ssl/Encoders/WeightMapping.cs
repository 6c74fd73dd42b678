namespace Histo.Ssl.Encoders;

/// <summary>How the tensors of a family of files become those of a module: where they are, what stands in front of their names, and what becomes of the names.</summary>
/// <remarks>
/// A mapping is tried with each of its <see cref="Sections"/> and <see cref="Prefixes"/> in order; the first way in which every name and shape fits is taken. <see cref="WeightMappings"/> has those of
/// well-known projects; others are written with <c>new</c> or changed from one of them with <c>with</c>.
/// </remarks>
public sealed record WeightMapping
{
    /// <summary>Gets the name.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the dictionaries of a PyTorch file in which the weights may be, in order of preference: keys joined by dots, empty for the whole file.</summary>
    /// <value>The whole file by default.</value>
    public IReadOnlyList<string> Sections { get; init; } = [string.Empty];

    /// <summary>Gets the texts that may stand in front of the names, in order of preference. With one of them, names that begin otherwise belong to something else (heads, a second network) and are left out.</summary>
    /// <value>Nothing in front by default.</value>
    public IReadOnlyList<string> Prefixes { get; init; } = [string.Empty];

    /// <summary>Gets what becomes of the names behind the prefix: rule by rule, in order.</summary>
    /// <value>None by default: the names are the module's.</value>
    public IReadOnlyList<WeightRule> Rules { get; init; } = [];

    /// <summary>Gets names that may be in the file only, or in the module only (it then keeps its value).</summary>
    /// <value>None by default.</value>
    public IReadOnlyList<string> Optional { get; init; } = [];

    /// <summary>Gets whether a position table "pos_embed" of exactly one row less than the module's, a square grid, is one without a class position; the class position then becomes zero.</summary>
    /// <value>
    /// False by default. Right for timm's networks that add positions to patches only (no_embed_class): their class token already holds what another network would add, so zero gives the same output.
    /// Source: huggingface/pytorch-image-models, timm/models/vision_transformer.py: _pos_embed and _convert_dinov2 (recalled).
    /// </value>
    public bool PositionsWithoutClass { get; init; }

    /// <summary>Gets a tensor that the module must have for the mapping to be tried unasked.</summary>
    internal string? ForModulesWith { get; init; }

    /// <summary>Gets a tensor that the file must have, under its mapped name, for the mapping to be tried unasked.</summary>
    internal string? ForFilesWith { get; init; }

    /// <summary>Gives a tensor the name that it has in the module.</summary>
    /// <param name="name">Its name in the file, without the prefix.</param>
    /// <returns>The name; null when it is left out.</returns>
    public string? Map(string name)
    {
        string? mapped = name;
        foreach (WeightRule rule in Rules)
        {
            mapped = mapped is null ? null : rule.Apply(mapped);
        }

        return mapped;
    }
}
