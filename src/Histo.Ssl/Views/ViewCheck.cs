using System.Globalization;

namespace Histo.Ssl.Views;

/// <summary>Checks the parameters of a view before they reach an executor's arithmetic.</summary>
internal static class ViewCheck
{
    public const float LargestSigma = 100;

    public const int MostTaps = 601;

    public const int LargestSize = 16_384;

    /// <summary>Throws HS0002 when the rows leave the batch or the view has no pixels, HS1402 when parameters are impossible for the tiles.</summary>
    public static void Check(PixelBatch batch, int firstRow, ReadOnlySpan<ViewParameters> parameters, ViewOutput output)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(output);
        int rows = batch.Context.Rows.Length;
        if (parameters.Length == 0 || firstRow < 0 || parameters.Length > rows - firstRow)
        {
            throw new HistoException(ErrorCodes.WrongShape, "the views leave the batch", seen: $"{parameters.Length} rows from {firstRow}", wanted: $"1 to {rows} rows from 0 to {rows - 1}");
        }

        if (output.Size is < 1 or > LargestSize)
        {
            throw new HistoException(ErrorCodes.WrongShape, "a view has an impossible size", seen: output.Size, wanted: $"1 to {LargestSize}");
        }

        for (int i = 0; i < parameters.Length; i++)
        {
            Check(parameters[i], batch.TileSize, firstRow + i);
        }
    }

    /// <summary>Throws HS1402 when the parameters are impossible for a tile.</summary>
    public static void Check(in ViewParameters view, int tileSize, int row)
    {
        // A crop that is narrower than the distance between two numbers of its place has no pixel.
        bool crop = Touches(view.CropX, view.CropWidth, tileSize) && Touches(view.CropY, view.CropHeight, tileSize) && view.CropX >= 0 && view.CropY >= 0 && view.CropWidth > 0 && view.CropHeight > 0 && view.CropX + view.CropWidth <= tileSize && view.CropY + view.CropHeight <= tileSize;
        if (!crop)
        {
            string seen = string.Create(CultureInfo.InvariantCulture, $"x {view.CropX}, y {view.CropY}, width {view.CropWidth}, height {view.CropHeight}");
            throw Bad("the crop leaves its tile or is empty", row, seen, string.Create(CultureInfo.InvariantCulture, $"within {tileSize} x {tileSize}"));
        }

        if (view.QuarterTurns > 3 || view.JitterOrder >= JitterOrders.Count)
        {
            throw Bad("turns or jitter order do not exist", row, $"{view.QuarterTurns} turns, order {view.JitterOrder}", "turns 0 to 3, order 0 to 23");
        }

        if (!(view.BlurSigma >= 0 && view.BlurSigma <= LargestSigma) || view.BlurTaps < 0 || view.BlurTaps > MostTaps || (view.BlurTaps != 0 && view.BlurTaps % 2 == 0))
        {
            string seen = string.Create(CultureInfo.InvariantCulture, $"sigma {view.BlurSigma}, {view.BlurTaps} taps");
            throw Bad("the blur is impossible", row, seen, $"sigma 0 to {LargestSigma}, taps 0 or odd up to {MostTaps}");
        }

        float sum = view.StainScale.First + view.StainScale.Second + view.StainScale.Third + view.StainShift.First + view.StainShift.Second + view.StainShift.Third + view.StainGuard;
        bool factors = view.Brightness >= 0 && view.Contrast >= 0 && view.Saturation >= 0 && view.Hue >= -0.5f && view.Hue <= 0.5f && view.StainGuard >= 0;
        if (!factors || !float.IsFinite(sum + view.Brightness + view.Contrast + view.Saturation + view.SolariseThreshold))
        {
            string seen = string.Create(CultureInfo.InvariantCulture, $"brightness {view.Brightness}, contrast {view.Contrast}, saturation {view.Saturation}, hue {view.Hue}, stain {view.StainScale}, {view.StainShift}");
            throw Bad("a colour factor is impossible", row, seen, "finite factors of 0 or more, hue within half a turn");
        }
    }

    private static bool Touches(double start, double length, int tileSize) => start < tileSize && Math.Ceiling(start + length) > Math.Floor(start);

    private static HistoException Bad(string what, int row, string seen, string wanted) =>
        new(ErrorCodes.BadViewParameters, what, $"row {row}", seen, wanted, "Draw parameters with a ViewRecipe, or start from ViewParameters.WholeTile.");
}
