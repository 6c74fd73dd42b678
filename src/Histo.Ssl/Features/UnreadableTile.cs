using Histo.Ssl.Tiling;

namespace Histo.Ssl.Features;

/// <summary>A tile that could not be read and was left out.</summary>
/// <param name="Tile">Index in the tile set.</param>
/// <param name="SlideId">Its slide.</param>
/// <param name="Column">Column of its cell.</param>
/// <param name="Row">Row of its cell.</param>
/// <param name="X">Left edge in level-0 pixels.</param>
/// <param name="Y">Top edge in level-0 pixels.</param>
/// <param name="Code">Code of the error, for example "HS1005".</param>
/// <param name="Message">The whole message.</param>
public sealed record UnreadableTile(int Tile, string SlideId, int Column, int Row, int X, int Y, string Code, string Message)
{
    internal static UnreadableTile Of(TileSet set, int tile, HistoException error)
    {
        TileAddress address = set[tile];
        TileSlide slide = set.Slides[address.Slide];
        return new UnreadableTile(tile, slide.Source.SlideId, address.Column, address.Row, slide.Grid.X(address.Column), slide.Grid.Y(address.Row), error.Code, error.Message);
    }
}
