using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Histo.Cli.Inputs;
using Histo.Cli.Output;
using Histo.Ssl;
using Histo.Ssl.Features;
using Histo.Ssl.Mil.Explanation;
using Histo.Ssl.Mil.SlideModels;
using Histo.Ssl.Slides;

namespace Histo.Cli.Commands;

/// <summary>Shows where a slide-level model looked: heatmap, top tiles, objects for QuPath.</summary>
internal sealed class HeatmapCommand : ICliCommand
{
    // A model without classes has one output: tiles that speak for a large value are shown, as those of a positive class are.
    private const int LargeValues = 1;

    private readonly Option<string> _model = new("--model") { Description = "Folder of a trained slide-level model.", Required = true, HelpName = "DIR" };
    private readonly Option<string> _slide = new("--slide") { Description = "The slide.", Required = true, HelpName = "FILE" };
    private readonly Option<string> _out = new("--out") { Description = "The heatmap to write (.png).", Required = true, HelpName = "FILE" };
    private readonly Option<string?> _features = new("--features") { Description = "The slide's feature store. Default: features are extracted as the model wants them.", HelpName = "FILE" };
    private readonly Option<string?> _geoJson = new("--geojson") { Description = "Tiles as objects for QuPath: .geojson, .geojson.gz or .zip.", HelpName = "FILE" };
    private readonly Option<string?> _tiles = new("--tiles") { Description = "A sheet with the tiles of the highest and the lowest scores (.png).", HelpName = "FILE" };
    private readonly Option<string?> _class = new("--class") { Description = "The class that is asked about. Default: the predicted one.", HelpName = "NAME" };
    private readonly Option<string> _scale = new("--scale") { Description = "percentile: rank within the slide; raw: share of the largest score. Default: percentile.", DefaultValueFactory = _ => "percentile" };
    private readonly Option<string?> _reader = SlideInputs.ReaderOption();

    public Command Build()
    {
        _scale.AcceptOnlyFromAmong("percentile", "raw");
        var command = new Command(
            "heatmap",
            """
            Draw where a slide-level model looked, over the slide's thumbnail.

              histo heatmap --model model --slide slide.svs --out heatmap.png --tiles tiles.png --geojson tiles.geojson.gz
            """);
        foreach (Option option in new Option[] { _model, _slide, _out, _features, _geoJson, _tiles, _class, _scale, _reader })
        {
            command.Options.Add(option);
        }

        command.OnRun(Run);
        return command;
    }

    private int Run(ParseResult result, CliOutput output, CancellationToken cancellation)
    {
        string folder = result.GetRequiredValue(_model);
        using SlideModel model = SlideFeatures.Pipeline().Open(folder);
        int? asked = result.GetValue(_class) is { } name ? IndexOf(model.ClassNames, name) : model.ClassNames.Count == 0 ? LargeValues : null;
        string file = result.GetRequiredValue(_slide);
        var source = new SlideSource(SlideReaderFactory.Default(), new SlideOpenOptions { Reader = result.GetValue(_reader) ?? "auto" });
        using ISlide slide = source.Open(SlideManifest.FromPaths([file]).Slides[0]);
        using IFeatureStore store = FeatureStores.Open(result.GetValue(_features) ?? Extract(model, slide, Path.Combine(folder, "extracted"), result.GetValue(_reader), cancellation));
        SlideExplanation explanation = model.Explain(store, asked, slide.Resolution?.Mpp);
        string? shown = model.ClassNames.Count == 0 ? null : NameOf(model.ClassNames, explanation.ClassIndex);
        var files = new ExplanationFiles { Heatmap = result.GetRequiredValue(_out), Tiles = result.GetValue(_tiles), GeoJson = result.GetValue(_geoJson) };
        files.Write(explanation, slide, new HeatmapOptions { Scaling = ScoreScalingRules.Parse(result.GetValue(_scale)!), Title = shown ?? string.Empty }, cancellation);
        if (explanation.Source == ImportanceSource.InstanceLogits)
        {
            CliOutput.Notice("the model has no attention: the scores come from its predictions of single tiles");
        }

        double largest = explanation.Scores.ToArray().Max();
        string answer = shown is null ? string.Empty : string.Create(CultureInfo.InvariantCulture, $"{shown}, probability {explanation.Probabilities[explanation.ClassIndex]:0.000}; ");
        output.Line(string.Create(CultureInfo.InvariantCulture, $"{explanation.BagId}: {answer}{explanation.Scores.Length} tiles, largest score {largest:G3}: {files.Heatmap}"));
        output.Result(new JsonObject
        {
            ["slide"] = explanation.BagId,
            ["class"] = shown,
            ["probabilities"] = shown is null ? null : new JsonObject(explanation.Probabilities.Select((value, index) => KeyValuePair.Create(NameOf(model.ClassNames, index), (JsonNode?)value))),
            ["tiles"] = explanation.Scores.Length,
            ["largestScore"] = largest,
            ["source"] = explanation.Source.ToString(),
            ["heatmap"] = files.Heatmap,
            ["tileSheet"] = files.Tiles,
            ["geojson"] = files.GeoJson,
        });
        return ExitCodes.Success;
    }

    private static string Extract(SlideModel model, ISlide slide, string place, string? reader, CancellationToken cancellation)
    {
        ExtractionOutcome outcome = SlideFeatures.Extract(model, SlideManifest.FromPaths([slide.FilePath]), place, reader, cancellation);
        ExtractedSlide done = outcome.Slides[^1];
        return done.Status == ExtractionStatus.Done
            ? outcome.Folder.StoreFile(done.SlideId)
            : throw new HistoException(ErrorCodes.EmptyBag, done.Reason ?? "the slide has no tissue tile", done.SlideId);
    }

    private static int IndexOf(IReadOnlyList<string> names, string name)
    {
        int index = names.ToList().IndexOf(name);
        return index >= 0 ? index : throw new HistoException(ErrorCodes.UnknownClass, "the model has no such class", "--class", name, string.Join(", ", names));
    }

    private static string NameOf(IReadOnlyList<string> names, int index) => index < names.Count ? names[index] : string.Create(CultureInfo.InvariantCulture, $"output {index}");
}
