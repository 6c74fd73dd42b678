using System.Runtime.InteropServices;
using Histo.Ssl.Features;
using Histo.Ssl.Mil.Aggregators;
using Histo.Ssl.Mil.Bags;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Explanation;

/// <summary>Asks a slide-level model where it looked.</summary>
/// <remarks>
/// The scalar of a tile is the method's own attention (<see cref="MilOutput.Importance"/>; docs/explanation.md lists what that is for each method). Models without attention that predict every tile
/// get the softmax over tiles of the tiles' logits of the class: our own definition, monotone in what the model says of the tile.
/// </remarks>
public static class AttentionExplainer
{
    /// <summary>Runs the model once, in evaluation mode and without gradient.</summary>
    /// <param name="aggregator">The model; left in the mode in which it was.</param>
    /// <param name="bag">The bag, where the model lies; stays the caller's.</param>
    /// <param name="classIndex">The class that is asked about, 0-based; null (default) for the predicted one.</param>
    /// <returns>Scores and prediction as plain numbers: nothing to dispose.</returns>
    /// <exception cref="HistoException">HS2062: the model says nothing of single tiles. HS2063: there is no such class. HS2002: the bag has another number of features than the model.</exception>
    public static SlideExplanation Explain(IMilAggregator aggregator, Bag bag, int? classIndex = null)
    {
        ArgumentNullException.ThrowIfNull(aggregator);
        ArgumentNullException.ThrowIfNull(bag);
        using var evaluation = new EvaluationMode(aggregator.Module);
        using var noGrad = no_grad();
        using MilOutput output = aggregator.Forward(new MilInput(bag));
        return Explain(output, aggregator.Logits, aggregator.Name, bag, classIndex);
    }

    /// <summary>Explains what a model has made of a bag.</summary>
    /// <param name="output">What it has made of it; stays the caller's.</param>
    /// <param name="kind">What its logits are.</param>
    /// <param name="name">The model's name, for messages.</param>
    /// <param name="bag">The bag; stays the caller's.</param>
    /// <param name="classIndex">The class that is asked about, 0-based; null (default) for the predicted one.</param>
    /// <returns>Scores and prediction as plain numbers: nothing to dispose.</returns>
    /// <exception cref="HistoException">HS2062: the model says nothing of single tiles. HS2063: there is no such class.</exception>
    public static SlideExplanation Explain(MilOutput output, LogitKind kind, string name, Bag bag, int? classIndex = null)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(bag);
        using var noGrad = no_grad();
        using DisposeScope scope = NewDisposeScope();
        double[] probabilities = Numbers(Probabilities(output.Logits, kind)[0]);
        int asked = classIndex ?? Array.IndexOf(probabilities, probabilities.Max());
        if (asked < 0 || asked >= probabilities.Length)
        {
            throw new HistoException(ErrorCodes.UnknownClass, "the model has no such class", name, asked, $"0 to {probabilities.Length - 1}");
        }

        // A single logit speaks for class 1, so that class 0 looks where it is lowest.
        bool single = output.Logits.size(1) == 1;
        Tensor? attention = output.Importance(single ? 0 : asked);
        Tensor? logits = output.InstanceLogits is { } instances ? (single ? instances[TensorIndex.Colon, 0] * (asked == 1 ? 1 : -1) : instances[TensorIndex.Colon, asked]) : null;
        Tensor scores = attention ?? logits?.to(ScalarType.Float64).softmax(0)
            ?? throw new HistoException(
                ErrorCodes.NoImportance, "the model does not say which tiles it looked at", name, "neither attention nor predictions of single tiles", action: "Choose an aggregator with attention (gated-abmil, srmil, ...).");
        return new SlideExplanation
        {
            BagId = bag.Id,
            Probabilities = probabilities,
            ClassIndex = asked,
            Scores = Numbers(scores),
            Source = attention is null ? ImportanceSource.InstanceLogits : ImportanceSource.Attention,
            TileProbabilities = output.InstanceLogits is { } tiles ? new ReadOnlyMemory<double>(Numbers(Probabilities(tiles, kind)[TensorIndex.Colon, asked])) : default(ReadOnlyMemory<double>?),
            Positions = bag.Positions,
        };
    }

    private static Tensor Probabilities(Tensor logits, LogitKind kind)
    {
        Tensor wide = logits.to(ScalarType.Float64);
        if (wide.size(1) == 1)
        {
            Tensor positive = wide.sigmoid();
            return cat([1 - positive, positive], 1);
        }

        return kind == LogitKind.Sigmoid ? wide.sigmoid() : wide.softmax(1);
    }

    private static double[] Numbers(Tensor values)
    {
        using Tensor plain = values.detach().to(ScalarType.Float64).cpu().contiguous();
        return MemoryMarshal.Cast<byte, double>(plain.bytes).ToArray();
    }
}
