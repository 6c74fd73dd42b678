namespace Histo.Ssl.Mil.Explanation;

/// <summary>Which tiles are shown, and how large.</summary>
public sealed record TopTilesOptions
{
    /// <summary>Gets the number of tiles at each end, 1 to 100.</summary>
    /// <value>8 (default).</value>
    public int Count { get; init; } = 8;

    /// <summary>Gets the width and height of a tile on the sheet in pixels, 32 to 1024.</summary>
    /// <value>128 (default).</value>
    public int Side { get; init; } = 128;

    /// <exception cref="HistoException">HS0001: a setting lies outside its range.</exception>
    internal TopTilesOptions Checked() => Count is >= 1 and <= 100 && Side is >= 32 and <= 1024
        ? this
        : throw new HistoException(ErrorCodes.InvalidOption, "a setting of the contact sheet is out of range", seen: $"Count {Count}, Side {Side}", wanted: "Count 1 to 100, Side 32 to 1024");
}
