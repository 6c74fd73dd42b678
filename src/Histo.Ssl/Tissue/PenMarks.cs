namespace Histo.Ssl.Tissue;

/// <summary>Pen ink on a slide: how much of a tile has a colour that H&amp;E does not give.</summary>
/// <remarks>
/// Rules on hue (degrees), HSV saturation S and brightness V of single pixels. Green: hue 75 to 175, S of 0.4 or more (tinted glass reaches 0.3). Blue: hue 180 to 228, S of 0.45 or more.
/// Red: hue within 12 of pure red, S of 0.8 or more, V of 0.45 or more. Black: V up to 0.25, S up to 0.3. Haematoxylin lies at hues of 235 to 290, eosin and blood at 310 to 355.
/// The limits were set on fields of H&amp;E (lymph node, oral mucosa, bone) so that fewer than one pixel in a thousand fires there. Ink that has the hue of the stain is not found.
/// </remarks>
public static class PenMarks
{
    /// <summary>Returns the share of a picture that looks like ink.</summary>
    /// <param name="rgb">8-bit RGB, three bytes a pixel.</param>
    /// <returns>0 (clean) to 255 (covered by ink).</returns>
    public static byte Score(ReadOnlySpan<byte> rgb)
    {
        int ink = 0, count = rgb.Length / 3;
        for (int at = 0; at + 2 < rgb.Length; at += 3)
        {
            ink += IsInk(rgb[at], rgb[at + 1], rgb[at + 2]) ? 1 : 0;
        }

        return count == 0 ? (byte)0 : (byte)Math.Round(255.0 * ink / count);
    }

    internal static bool IsInk(int red, int green, int blue)
    {
        int most = Math.Max(red, Math.Max(green, blue)), range = most - Math.Min(red, Math.Min(green, blue));
        if (most <= 63)
        {
            return 10 * range <= 3 * most;
        }

        if (most == green)
        {
            // Hue = 120 + 60 (blue - red) / range.
            return 5 * range >= 2 * most && 60 * (blue - red) >= -45 * range && 60 * (blue - red) <= 55 * range;
        }

        if (most == blue)
        {
            // Hue = 240 + 60 (red - green) / range.
            return 20 * range >= 9 * most && 60 * (red - green) <= -12 * range;
        }

        // Hue = 60 (green - blue) / range.
        return 5 * range >= 4 * most && most >= 115 && 60 * Math.Abs(green - blue) <= 12 * range;
    }
}
