using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Histo.Cli.Inputs;
using Histo.Cli.Output;
using Histo.Ssl.Evaluation;
using Histo.Ssl.Reports;
using Histo.Ssl.Slides;
using Histo.Ssl.Tiling;
using Histo.Ssl.Tissue;

namespace Histo.Cli.Commands;

/// <summary>Shows how fast labels change with distance, and recommends a radius for contextual pairs.</summary>
internal sealed class PurityCommand : ICliCommand
{
    private readonly SlideInputs _slides = new();
    private readonly TilingInputs _tiling = new();
    private readonly Option<int> _distance = new("--max-distance") { Description = "Greatest distance measured, in strides.", DefaultValueFactory = _ => 8 };
    private readonly Option<double> _bound = new("--max-mismatch") { Description = "Share of pairs up to the recommended distance whose labels may differ.", DefaultValueFactory = _ => 0.2 };
    private readonly Option<double> _minTissue = new("--min-tissue") { Description = "Smallest share of tissue in a tile, 0 to 1.", DefaultValueFactory = _ => 0.5 };
    private readonly Option<ulong> _seed = new("--seed") { Description = "Seed of the bootstrap.", DefaultValueFactory = _ => 0UL };
    private readonly Option<string> _mode = new("--mode") { Description = "labels: the annotations of the manifest (mask images or GeoJSON); a tile's label is the majority of its area.", DefaultValueFactory = _ => "labels" };
    private readonly Option<string?> _out = new("--out") { Description = "A page with the curve (.html).", HelpName = "FILE" };

    public Command Build()
    {
        _mode.AcceptOnlyFromAmong("labels");
        var command = new Command(
            "purity",
            """
            How often does a neighbour have another label than its anchor? Contextual pairs assume: seldom. Chooses their radius from annotated slides.

              histo purity --manifest labelled.csv --mpp 0.5 --tile 224 --max-distance 8 --out purity.html
            """);
        _slides.AddTo(command);
        _tiling.AddTo(command);
        foreach (Option option in new Option[] { _distance, _bound, _minTissue, _seed, _mode, _out })
        {
            command.Options.Add(option);
        }

        command.OnRun(Run);
        return command;
    }

    private int Run(ParseResult result, CliOutput output, CancellationToken cancellation)
    {
        var tiling = new TilingOptions { MinTissue = result.GetValue(_minTissue) };
        _tiling.Apply(result, tiling);
        var purity = new PurityOptions { MaxDistance = result.GetValue(_distance), MaxMismatch = result.GetValue(_bound), Seed = result.GetValue(_seed) };
        var source = new SlideSource(SlideReaderFactory.Default(), new SlideOpenOptions { Reader = result.GetValue(_slides.Reader) ?? "auto" });
        TilingResult tiled = TilingRunner.Run(source, _slides.Load(result), tiling, new TissueOptions(), cancellation);
        SlideOutcome[] problems = [.. tiled.Outcomes.Where(each => each.Code is not null)];
        foreach (SlideOutcome each in problems)
        {
            CliOutput.Notice($"{each.Slide.SlideId}: left out; {each.Reason}");
        }

        TileSet tiles = tiled.Tiles;
        PurityCurve curve = LabelPurity.Measure(tiles, TileLabels.Of(tiles), purity, cancellation);
        if (result.GetValue(_out) is { } page)
        {
            PurityReport.Of(curve, purity).Save(page);
            output.Line($"report: {page}");
        }

        if (!output.Json)
        {
            Print(output, curve);
        }

        output.Result(new JsonObject
        {
            ["distances"] = new JsonArray([.. curve.Distances.Select(Json)]),
            ["recommendation"] = new JsonObject { ["distance"] = curve.Recommendation.Distance, ["reason"] = curve.Recommendation.Reason },
            ["slides"] = curve.Slides,
            ["tiles"] = curve.Tiles,
            ["problems"] = new JsonArray([.. problems.Select(each => new JsonObject { ["slide"] = each.Slide.SlideId, ["code"] = each.Code, ["message"] = each.Reason })]),
        });
        return problems.Length == 0 ? ExitCodes.Success : ExitCodes.Failure;
    }

    private static JsonObject Json(PurityDistance each) => new()
    {
        ["distance"] = each.Distance,
        ["mismatchAt"] = each.At.Estimate,
        ["mismatchUpTo"] = each.UpTo.Estimate,
        ["low"] = each.At.Low,
        ["high"] = each.At.High,
        ["pairs"] = each.Pairs,
        ["anchorsWithoutNeighbour"] = each.AnchorsWithoutNeighbour,
        ["lowUpTo"] = each.UpTo.Low,
        ["highUpTo"] = each.UpTo.High,
        ["slideMean"] = each.SlideMean,
    };

    private static void Print(CliOutput output, PurityCurve curve)
    {
        output.Line(string.Create(CultureInfo.InvariantCulture, $"{curve.Tiles} labelled tiles of {curve.Slides} slides; labels differ in"));
        output.Line("distance       at it   95 % over slides       up to it        pairs   anchors without neighbour");
        foreach (PurityDistance each in curve.Distances)
        {
            output.Line(string.Create(CultureInfo.InvariantCulture, $"{each.Distance,8}  {each.At.Estimate,10:0.0 %}  {each.At.Low,8:0.0 %} to {each.At.High,7:0.0 %}  {each.UpTo.Estimate,10:0.0 %}  {each.Pairs,11}  {each.AnchorsWithoutNeighbour,11}"));
        }

        output.Line(curve.Recommendation.Distance is { } distance ? $"recommended: --max-distance {distance}; {curve.Recommendation.Reason}" : $"no recommendation: {curve.Recommendation.Reason}");
    }
}
