using Histo.Ssl.Storage;
using Histo.Ssl.Tiling;

namespace Histo.Ssl.Features;

/// <summary>Checks feature vectors before they are kept.</summary>
internal static class FeatureCheck
{
    /// <exception cref="HistoException">HS1802: a number is not finite.</exception>
    public static void RequireFinite(ReadOnlySpan<float> vector, TileSet set, int tile)
    {
        foreach (float value in vector)
        {
            if (!float.IsFinite(value))
            {
                throw new HistoException(
                    ErrorCodes.EmbeddingNotFinite,
                    "the encoder yields an embedding that is not finite",
                    Place(set, tile),
                    value,
                    "finite numbers",
                    "The weights are damaged or training diverged: take an earlier checkpoint.");
            }
        }
    }

    /// <summary>Checks that finite numbers stay finite as another element type.</summary>
    /// <exception cref="HistoException">HS1855: a number becomes infinite.</exception>
    public static void RequireRepresentable(ReadOnlySpan<float> vector, ElementType type, TileSet set, int tile)
    {
        // Halfway between the largest number and the next power of two, rounding ends in infinity.
        float end = type switch
        {
            ElementType.F16 => 65520f,
            ElementType.BF16 => BitConverter.UInt32BitsToSingle(0x7F7F8000),
            _ => float.PositiveInfinity,
        };
        foreach (float value in vector)
        {
            if (Math.Abs(value) >= end)
            {
                throw new HistoException(ErrorCodes.FeatureOutOfRange, $"a feature does not fit {type}", Place(set, tile), value, FormattableString.Invariant($"below {end} in size"), "Extract with float32 or bfloat16.");
            }
        }
    }

    private static string Place(TileSet set, int tile)
    {
        TileAddress address = set[tile];
        return $"slide {set.Slides[address.Slide].Source.SlideId}, column {address.Column}, row {address.Row}";
    }
}
