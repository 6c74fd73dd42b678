using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Histo.Cli.Inputs;
using Histo.Cli.Output;
using Histo.Ssl.Evaluation;
using Histo.Ssl.Features;
using Histo.Ssl.Reports;
using Histo.Ssl.Tiling;

namespace Histo.Cli.Commands;

/// <summary>Shows what an encoder has learned: a map of the tiles, and tiles with their nearest neighbours.</summary>
internal sealed class MapCommand : ICliCommand
{
    private readonly EmbeddingInputs _encoder = new();
    private readonly SlideInputs _slides = new();
    private readonly Option<string> _out = new("--out") { Description = "The page to write (.html).", Required = true, HelpName = "FILE" };
    private readonly Option<string?> _coordinates = new("--coordinates") { Description = "The map as a table: slide,column,row,x,y,label (.csv).", HelpName = "FILE" };
    private readonly Option<double> _perplexity = new("--perplexity") { Description = "About how many neighbours of a tile count: 5 to 50 are usual.", DefaultValueFactory = _ => 30 };
    private readonly Option<int> _tiles = new("--tiles") { Description = "Most tiles on the map; of more a sample with like numbers from every slide. From 5,000 on Barnes-Hut.", DefaultValueFactory = _ => 5000, HelpName = "N" };
    private readonly Option<int> _queries = new("--queries") { Description = "Tiles shown with their neighbours.", DefaultValueFactory = _ => 6, HelpName = "N" };
    private readonly Option<int> _neighbours = new("--neighbours") { Description = "Neighbours of each, from other patients or slides.", DefaultValueFactory = _ => 5, HelpName = "N" };
    private readonly Option<ulong> _seed = new("--seed") { Description = "Seed of the sample and of the choice of tiles.", DefaultValueFactory = _ => 0UL };

    public Command Build()
    {
        var command = new Command(
            "map",
            """
            Look at an encoder: a map of the tiles (t-SNE), coloured by label and by slide, and some tiles with the nearest tiles of other patients.
            Good signs: labels lie together, slides are mixed, neighbours show the same tissue in other stains. Bad signs: every slide is an island of its own (stain or scanner was learned).
            Distances between clusters, their sizes and directions mean nothing; a map suggests, histo probe measures.

              histo map --encoder run --manifest labelled.csv --out map.html --coordinates map.csv
              histo map --encoder colour-histogram --mpp 0.5 --tile 64 --manifest labelled.csv --out colour.html
            """);
        _encoder.AddTo(command);
        _slides.AddTo(command, withReader: false);
        foreach (Option option in new Option[] { _out, _coordinates, _perplexity, _tiles, _queries, _neighbours, _seed })
        {
            command.Options.Add(option);
        }

        command.OnRun(Run);
        return command;
    }

    private int Run(ParseResult result, CliOutput output, CancellationToken cancellation) =>
        _encoder.Embed(result, _slides.Load(result), (set, pixels) => Write(result, output, set, pixels, cancellation), cancellation);

    private int Write(ParseResult result, CliOutput output, EmbeddingSet set, ITileSource pixels, CancellationToken cancellation)
    {
        foreach (UnreadableTile tile in set.Unreadable)
        {
            CliOutput.Notice($"left out: {tile}");
        }

        EmbeddingMap map = Map(result, set, cancellation);
        string page = result.GetRequiredValue(_out), method = map.Tsne.Method == TsneMethod.BarnesHut ? "barnes-hut" : "exact";
        var report = new HtmlReport("Map of embeddings", $"{set.Origin.Encoder}, {set.Dimensions} features a tile");
        ReportSection section = report.Section("Map").Facts(
            ("Tiles", set.Count), ("On the map", map.Rows.Count), ("Slides", set.SlideIndex.Distinct().Count()), ("Perplexity", Math.Round(map.Perplexity, 1)), ("Method", method), ("KL divergence", Math.Round(map.Tsne.Divergence, 3)),
            ("Unreadable tiles", set.Unreadable.Count), ("Encoder hash", set.Origin.EncoderHash[..Math.Min(16, set.Origin.EncoderHash.Length)]));
        map.AddTo(section);
        var panels = new NeighbourPanelOptions { Queries = result.GetValue(_queries), Neighbours = result.GetValue(_neighbours), Seed = result.GetValue(_seed) };
        NeighbourPanels.Add(report.Section("Nearest tiles"), set, pixels, panels, cancellation);
        report.Save(page);
        if (result.GetValue(_coordinates) is { } table)
        {
            map.SaveCoordinates(table);
            output.Line($"coordinates: {table}");
        }

        output.Line(string.Create(CultureInfo.InvariantCulture, $"{map.Rows.Count} of {set.Count} tiles, t-SNE ({method}), perplexity {map.Perplexity:0.#}, KL divergence {map.Tsne.Divergence:0.000}"));
        output.Line($"report: {page}");
        output.Result(new JsonObject
        {
            ["report"] = Path.GetFullPath(page),
            ["tiles"] = set.Count,
            ["rows"] = map.Rows.Count,
            ["method"] = method,
            ["divergence"] = map.Tsne.Divergence,
        });
        return set.Unreadable.Count == 0 ? ExitCodes.Success : ExitCodes.Failure;
    }

    private EmbeddingMap Map(ParseResult result, EmbeddingSet set, CancellationToken cancellation)
    {
        var options = new EmbeddingMapOptions { MaxRows = result.GetValue(_tiles), Seed = result.GetValue(_seed), Tsne = new TsneOptions { Perplexity = result.GetValue(_perplexity), Seed = result.GetValue(_seed) } };
        EmbeddingMap? map = null;
        CliProgress.Run(context =>
        {
            var task = context.AddTask("map", maxValue: options.Tsne.Iterations);
            map = EmbeddingMap.Of(set, options, new SynchronousProgress<TsneProgress>(each => task.Value = each.Iteration), cancellation);
        });
        return map!;
    }
}
