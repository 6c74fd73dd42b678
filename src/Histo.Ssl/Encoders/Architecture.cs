namespace Histo.Ssl.Encoders;

/// <summary>An architecture by name: what a spec leaves open, and how it is made.</summary>
/// <param name="Width">Its own <see cref="EncoderSpec.Width"/>.</param>
/// <param name="Create">Makes it, with its initial weights, from a complete spec.</param>
internal sealed record Architecture(int Width, Func<EncoderSpec, EncoderStart, Encoder> Create)
{
    /// <summary>Gets the number of transformer blocks; 0 when it is no transformer.</summary>
    public int Depth { get; init; }

    /// <summary>Gets the number of attention heads.</summary>
    public int Heads { get; init; }

    /// <summary>Gets whether it is a residual network: it has a stem to choose and batch normalisations.</summary>
    public bool IsResidual { get; init; }

    /// <summary>Gets whether its branches can be left out in training.</summary>
    public bool HasDropPath { get; init; }

    private bool IsTransformer => Depth > 0;

    /// <summary>Fills in what a spec leaves open and checks the rest.</summary>
    /// <exception cref="HistoException">HS0001.</exception>
    public EncoderSpec Complete(EncoderSpec spec, EncoderStart start)
    {
        EncoderSpec whole = spec with { Width = spec.Width ?? Width, Transformer = IsTransformer ? Complete(spec.Transformer ?? new TransformerSpec()) : spec.Transformer };
        Require(whole.Width >= 1, nameof(EncoderSpec.Width), whole.Width, "1 or more");
        Require(whole.InputSize >= 1, nameof(EncoderSpec.InputSize), whole.InputSize, "1 or more");
        Require(start.DropPath.Rate is >= 0 and < 1, nameof(DropPath), start.DropPath.Rate, "0 to below 1");
        Require(HasDropPath || start.DropPath.Rate == 0, nameof(DropPath), start.DropPath.Rate, $"0: {spec.Architecture} has no drop path");
        Require(IsResidual || spec.Stem == EncoderStem.ImageNet, nameof(EncoderSpec.Stem), spec.Stem, $"the default: {spec.Architecture} has no stem to choose");
        Require(IsResidual || !start.ZeroLastNormalization, nameof(EncoderStart.ZeroLastNormalization), true, $"false: {spec.Architecture} has no batch normalisation");
        if (IsTransformer)
        {
            RequireTransformer(whole, whole.Transformer!);
        }
        else
        {
            Require(whole.Transformer is null, nameof(EncoderSpec.Transformer), whole.Transformer, $"nothing: {spec.Architecture} is no transformer");
        }

        return whole;
    }

    private TransformerSpec Complete(TransformerSpec form) => form with { Depth = form.Depth ?? Depth, Heads = form.Heads ?? Heads };

    private static void RequireTransformer(EncoderSpec spec, TransformerSpec form)
    {
        Require(form.Depth >= 1, nameof(TransformerSpec.Depth), form.Depth, "1 or more");
        Require(form.Heads >= 1 && spec.Width % form.Heads == 0, nameof(TransformerSpec.Heads), form.Heads, $"a divisor of the width {spec.Width}");
        Require(form.PatchSize >= 1 && spec.InputSize % form.PatchSize == 0, nameof(TransformerSpec.PatchSize), form.PatchSize, $"a divisor of the input size {spec.InputSize}");
        Require(form.Registers >= 0, nameof(TransformerSpec.Registers), form.Registers, "0 or more");
        Require(form.LayerScale is null or > 0, nameof(TransformerSpec.LayerScale), form.LayerScale, "above 0, or null for none");
        Require(form.Positions == PositionTable.Learned || spec.Width % 4 == 0, nameof(EncoderSpec.Width), spec.Width, "a multiple of 4 for positions of sines and cosines");
    }

    private static void Require(bool holds, string option, object? seen, string wanted)
    {
        if (!holds)
        {
            throw new HistoException(ErrorCodes.InvalidOption, "the value does not fit the encoder", option, seen, wanted);
        }
    }
}
