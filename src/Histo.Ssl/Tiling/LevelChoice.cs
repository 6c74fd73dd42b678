using Histo.Ssl.Slides;

namespace Histo.Ssl.Tiling;

/// <summary>Which level of a slide gives a target resolution, and how.</summary>
/// <param name="Level">The level that is read.</param>
/// <param name="Mpp">True microns per tile pixel.</param>
/// <param name="Scale">Level-0 pixels per tile pixel.</param>
/// <param name="Resampling">Level pixels per tile pixel; 1 when the level is read as it is.</param>
internal readonly record struct LevelChoice(int Level, double Mpp, double Scale, double Resampling)
{
    // Decimal fractions such as 0.51 / 0.5 are not exact in binary: the tolerance's edge belongs to it.
    private const double Slack = 1e-9;

    /// <exception cref="HistoException">HS1205: the target is finer than level 0 by more than the tolerance.</exception>
    public static LevelChoice Of(IReadOnlyList<SlideLevel> levels, double mpp, double? target, double tolerance, string slide)
    {
        if (target is not { } wanted)
        {
            return new LevelChoice(0, mpp, 1, 1);
        }

        int nearest = -1, finer = -1;
        for (int level = 0; level < levels.Count; level++)
        {
            double own = mpp * levels[level].Downsample;
            if (Math.Abs(own - wanted) <= (tolerance + Slack) * wanted
                && (nearest < 0 || Math.Abs(own - wanted) < Math.Abs((mpp * levels[nearest].Downsample) - wanted)))
            {
                nearest = level;
            }

            if (own < wanted && (finer < 0 || levels[level].Downsample > levels[finer].Downsample))
            {
                finer = level;
            }
        }

        if (nearest >= 0)
        {
            double downsample = levels[nearest].Downsample;
            return new LevelChoice(nearest, mpp * downsample, downsample, 1);
        }

        return finer >= 0
            ? new LevelChoice(finer, wanted, wanted / mpp, wanted / (mpp * levels[finer].Downsample))
            : throw new HistoException(
                ErrorCodes.ResolutionTooFine,
                "the target resolution is finer than the slide's own, and details that were not scanned cannot be made up",
                slide,
                FormattableString.Invariant($"target {wanted} um/px, level 0 has {mpp}"),
                FormattableString.Invariant($"at least {mpp * (1 - tolerance):0.######} um/px"),
                "Choose a coarser --mpp, or tile this slide by itself.");
    }
}
