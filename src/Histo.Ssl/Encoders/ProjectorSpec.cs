using System.Globalization;

namespace Histo.Ssl.Encoders;

/// <summary>Layers of a <see cref="ProjectionHead"/>: Linear, batch normalisation and ReLU for each hidden layer, then a Linear.</summary>
public sealed record ProjectorSpec
{
    /// <summary>Gets the outputs of each linear layer: hidden sizes, then the length of a projection.</summary>
    public required IReadOnlyList<int> Sizes { get; init; }

    /// <summary>Gets whether the hidden linear layers have a bias.</summary>
    /// <value>False (default), as in the official Barlow Twins code; the official VICReg code has one. The batch normalisation behind it takes it out again.</value>
    public bool HiddenBias { get; init; }

    /// <summary>Gets whether batch normalisation follows the hidden linear layers.</summary>
    /// <value>True (default). False: Linear and ReLU only, as in the necks of OpenSelfSup.</value>
    public bool HiddenNormalization { get; init; } = true;

    /// <summary>Gets whether the last linear layer has a bias.</summary>
    /// <value>False (default), as in both official codes.</value>
    public bool OutputBias { get; init; }

    /// <summary>Gets whether batch normalisation (without ReLU) follows the last linear layer.</summary>
    /// <value>False (default).</value>
    public bool OutputNormalization { get; init; }

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
