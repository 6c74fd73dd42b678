using System.Globalization;

namespace Histo.Ssl.Encoders;

/// <summary>Layers of a <see cref="ProjectionHead"/>: Linear, batch normalisation and ReLU for each hidden layer, then a Linear; which of them have biases or normalisation is said here.</summary>
public sealed record ProjectorSpec
{
    /// <summary>Gets the outputs of each linear layer: hidden sizes, then the length of a projection.</summary>
    public required IReadOnlyList<int> Sizes { get; init; }

    /// <summary>Gets whether the hidden linear layers have a bias.</summary>
    /// <value>False (default), as in the official Barlow Twins code; the official VICReg code has one. The batch normalisation behind it takes it out again.</value>
    public bool HiddenBias { get; init; }

    /// <summary>Gets whether batch normalisation stands between a hidden linear layer and its ReLU.</summary>
    /// <value>True (default). The heads of MoCo v2 and SupCon have none.</value>
    public bool HiddenNormalization { get; init; } = true;

    /// <summary>Gets whether the last linear layer has a bias.</summary>
    /// <value>False (default), as in both official codes.</value>
    public bool OutputBias { get; init; }

    /// <summary>Gets whether batch normalisation (without ReLU) follows the last linear layer.</summary>
    /// <value>False (default).</value>
    public bool OutputNormalization { get; init; }

    /// <summary>Gets whether that last batch normalisation has a learnt scale and shift.</summary>
    /// <value>True (default). The projectors of SimSiam and MoCo v3 end without. Of no effect without <see cref="OutputNormalization"/>.</value>
    public bool OutputAffine { get; init; } = true;

    /// <summary>Gets the length of a projection.</summary>
    public int OutputSize => Sizes[^1];

    /// <summary>Reads sizes in the notation of the official codes.</summary>
    /// <param name="text">Positive whole numbers with hyphens between, for example "2048-2048-2048"; the last is the length of a projection.</param>
    /// <exception cref="HistoException">HS1506: the text is anything else.</exception>
    public static ProjectorSpec Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] parts = text.Split('-', StringSplitOptions.TrimEntries);
        var sizes = new int[parts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            if (!int.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out sizes[i]) || sizes[i] < 1)
            {
                throw new HistoException(ErrorCodes.BadProjectorSpec, "the projector cannot be read", seen: $"'{text}'", wanted: "sizes like 2048-2048-2048");
            }
        }

        return new ProjectorSpec { Sizes = sizes };
    }

    /// <summary>Reads the sizes of a neck: linear layers with bias, and ReLU without normalisation between.</summary>
    /// <param name="text">Sizes as for <see cref="Parse"/>.</param>
    /// <exception cref="HistoException">HS1506: the text is anything else.</exception>
    public static ProjectorSpec Neck(string text) => Parse(text) with { HiddenBias = true, HiddenNormalization = false, OutputBias = true };

    /// <summary>Writes the sizes in the notation that <see cref="Parse"/> reads.</summary>
    public override string ToString() => string.Join('-', Sizes.Select(size => size.ToString(CultureInfo.InvariantCulture)));
}
