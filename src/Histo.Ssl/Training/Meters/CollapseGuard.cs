using System.Globalization;

namespace Histo.Ssl.Training;

/// <summary>Stops a run whose embeddings have collapsed or whose loss is not finite.</summary>
internal sealed class CollapseGuard(CollapseOptions options, string advice)
{
    private int _low;

    public static void RequireFinite(double loss, IReadOnlyDictionary<string, double> terms, long step)
    {
        if (!double.IsFinite(loss))
        {
            string seen = string.Join(", ", terms.Select(term => string.Create(CultureInfo.InvariantCulture, $"{term.Key} = {term.Value}")));
            throw new HistoException(
                ErrorCodes.LossNotFinite,
                "the loss is not a finite number",
                string.Create(CultureInfo.InvariantCulture, $"step {step}"),
                seen.Length == 0 ? loss : $"loss = {loss.ToString(CultureInfo.InvariantCulture)}, {seen}",
                action: "Lower the learning rate or lengthen the warm-up, set gradient clipping (Optimization.GradientClip), or use float32; the last checkpoint is untouched.");
        }
    }

    public static void RequireFinite(double gradientNorm, long step)
    {
        if (!double.IsFinite(gradientNorm))
        {
            throw new HistoException(
                ErrorCodes.LossNotFinite,
                "the gradient of the loss is not finite, although the loss is",
                string.Create(CultureInfo.InvariantCulture, $"step {step}"),
                gradientNorm.ToString(CultureInfo.InvariantCulture),
                action: "Lower the learning rate or lengthen the warm-up, or use float32; the last checkpoint is untouched.");
        }
    }

    public void Observe(EmbeddingStatistics statistics, long step)
    {
        (string Name, double Value, double Limit)? low =
            statistics.Deviation < options.MinimumDeviation ? ("deviation of the embeddings", statistics.Deviation, options.MinimumDeviation)
            : statistics.EffectiveRank < options.MinimumRank ? ("effective rank of the embeddings", statistics.EffectiveRank, options.MinimumRank)
            : null;
        _low = low is null ? 0 : _low + 1;
        if (low is { } meter && options.Stop && _low >= options.Readings)
        {
            throw new HistoException(
                ErrorCodes.Collapse,
                $"the representation has collapsed: the {meter.Name} was too low {_low} readings in a row",
                string.Create(CultureInfo.InvariantCulture, $"step {step}"),
                string.Create(CultureInfo.InvariantCulture, $"{meter.Value:G4}"),
                string.Create(CultureInfo.InvariantCulture, $"at least {meter.Limit:G4}"),
                $"{(advice.Length > 0 ? advice + " " : string.Empty)}Lower the learning rate (Optimization.LearningRate), lengthen the warm-up (Optimization.WarmupShare) or raise the batch size; Training.Collapse.Stop=false goes on all the same.");
        }
    }
}
