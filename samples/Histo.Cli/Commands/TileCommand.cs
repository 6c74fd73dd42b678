using System.CommandLine;
using System.Text.Json.Nodes;
using Histo.Cli.Inputs;
using Histo.Cli.Output;
using Histo.Ssl.Slides;
using Histo.Ssl.Tiling;
using Histo.Ssl.Tissue;

namespace Histo.Cli.Commands;

/// <summary>Finds the tissue of slides and lays the grid over it.</summary>
internal sealed class TileCommand : ICliCommand
{
    private readonly SlideInputs _slides = new();
    private readonly TilingInputs _tiling = new();
    private readonly Option<double?> _minTissue = new("--min-tissue") { Description = "Smallest share of tissue in a tile, 0 to 1. Default: 0.5." };
    private readonly Option<string> _out = new("--out") { Description = "The tile set to write (.safetensors).", Required = true, HelpName = "FILE" };
    private readonly Option<string?> _previews = new("--previews") { Description = "Folder for one thumbnail a slide with tissue contours and grid.", HelpName = "DIR" };
    private readonly Option<int?> _threads = new("--threads") { Description = "Threads; they never change the result. Default: all cores." };

    public Command Build()
    {
        var command = new Command(
            "tile",
            """
            Find the tissue, lay one grid over each slide, write the tile set.

              histo tile --slides slides/ --mpp 0.5 --tile 224 --out tiles.safetensors --previews previews/
            """);
        _slides.AddTo(command);
        _tiling.AddTo(command);
        command.Options.Add(_minTissue);
        command.Options.Add(_threads);
        command.Options.Add(_out);
        command.Options.Add(_previews);
        command.OnRun(Run);
        return command;
    }

    private int Run(ParseResult result, CliOutput output, CancellationToken cancellation)
    {
        SlideManifest manifest = _slides.Load(result);
        var options = new TilingOptions { MinTissue = result.GetValue(_minTissue) ?? 0.5, Threads = result.GetValue(_threads) ?? 0 };
        _tiling.Apply(result, options);
        var source = new SlideSource(SlideReaderFactory.Default(), new SlideOpenOptions { Reader = result.GetValue(_slides.Reader) ?? "auto" });
        TilingResult tiling = TilingRunner.Run(source, manifest, options, new TissueOptions(), cancellation);
        string path = result.GetRequiredValue(_out);
        TileSetFile.Save(path, tiling.Tiles);
        if (result.GetValue(_previews) is string folder)
        {
            WritePreviews(folder, source, tiling.Tiles, cancellation);
        }

        foreach (SlideOutcome outcome in tiling.Outcomes)
        {
            output.Line(outcome.Reason is null ? $"{outcome.Slide.SlideId}: {outcome.Tiles} tiles" : $"{outcome.Slide.SlideId}: {outcome.Tiles} tiles; {outcome.Reason}");
        }

        output.Line($"{tiling.Tiles.Count} tiles of {tiling.Tiles.Slides.Count} slides: {path}");
        output.Result(new JsonObject
        {
            ["tiles"] = tiling.Tiles.Count,
            ["slides"] = tiling.Tiles.Slides.Count,
            ["hash"] = tiling.Tiles.Hash,
            ["problems"] = new JsonArray([.. tiling.Outcomes.Where(outcome => outcome.Code is not null).Select(outcome => new JsonObject
            {
                ["slide"] = outcome.Slide.SlideId,
                ["code"] = outcome.Code,
                ["message"] = outcome.Reason,
            })]),
        });
        return tiling.Outcomes.All(outcome => outcome.Tiles > 0) ? ExitCodes.Success : ExitCodes.Failure;
    }

    private static void WritePreviews(string folder, SlideSource source, TileSet tiles, CancellationToken cancellation)
    {
        for (int index = 0; index < tiles.Slides.Count; index++)
        {
            using ISlide slide = source.Open(tiles.Slides[index].Source);
            byte[] png = TilePreview.Draw(slide, tiles, index, cancellationToken: cancellation);
            Ssl.Storage.AtomicFile.Write(Path.Combine(folder, tiles.Slides[index].Source.SlideId + ".png"), stream => stream.Write(png));
        }
    }
}
