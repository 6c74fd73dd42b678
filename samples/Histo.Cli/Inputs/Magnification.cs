using System.Globalization;
using Histo.Cli.Output;

namespace Histo.Cli.Inputs;

/// <summary>Reads a resolution: microns per pixel, or a nominal magnification that is turned into them.</summary>
internal static class Magnification
{
    public static double ToMpp(string text)
    {
        bool nominal = text.EndsWith('x') || text.EndsWith('X');
        if (!double.TryParse(nominal ? text[..^1] : text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) || !(value > 0) || !double.IsFinite(value))
        {
            throw new UsageException($"--mpp {text}: not microns per pixel (0.5) and not a magnification (20x)");
        }

        if (!nominal)
        {
            return value;
        }

        double mpp = 10 / value;
        CliOutput.Notice(string.Create(CultureInfo.InvariantCulture, $"{text} is a nominal magnification; taken as {mpp} microns per pixel."));
        return mpp;
    }
}
