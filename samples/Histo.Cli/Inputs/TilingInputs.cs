using System.CommandLine;
using Histo.Ssl.Tiling;

namespace Histo.Cli.Inputs;

/// <summary>The options of the grid: resolution, tile size, stride.</summary>
internal sealed class TilingInputs
{
    private readonly Option<string?> _mpp = new("--mpp") { Description = "Microns per tile pixel, for example 0.5; a nominal magnification such as 20x is taken as 10/20 with a notice." };
    private readonly Option<int?> _tile = new("--tile") { Description = "Width and height of a tile in pixels.", HelpName = "PX" };
    private readonly Option<int?> _stride = new("--stride") { Description = "Distance of neighbouring tiles in pixels. Default: the tile, without overlap.", HelpName = "PX" };

    public void AddTo(Command command)
    {
        command.Options.Add(_mpp);
        command.Options.Add(_tile);
        command.Options.Add(_stride);
    }

    /// <summary>First option given; null for none.</summary>
    public string? Given(ParseResult result) => new Option[] { _mpp, _tile, _stride }.FirstOrDefault(option => result.GetResult(option) is not null)?.Name;

    /// <summary>Writes what was given over the options.</summary>
    public void Apply(ParseResult result, TilingOptions options)
    {
        options.Mpp = result.GetValue(_mpp) is string mpp ? Magnification.ToMpp(mpp) : options.Mpp;
        options.TileSize = result.GetValue(_tile) ?? options.TileSize;
        options.Stride = result.GetValue(_stride) ?? options.Stride;
    }
}
