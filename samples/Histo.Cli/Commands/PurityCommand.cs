using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Histo.Cli.Inputs;
using Histo.Cli.Output;
using Histo.Ssl.Evaluation;
using Histo.Ssl.Features;
using Histo.Ssl.Reports;
using Histo.Ssl.Slides;
using Histo.Ssl.Tiling;
using Histo.Ssl.Tissue;

namespace Histo.Cli.Commands;

/// <summary>Shows how fast labels or features change with distance, and recommends a radius for contextual pairs.</summary>
internal sealed class PurityCommand : ICliCommand
{
    private const string Labels = "labels", Encoder = "encoder", Descriptor = "descriptor";

    private readonly SlideInputs _slides = new();
    private readonly EmbeddingInputs _embedding = new(required: false);
    private readonly Option<int> _distance = new("--max-distance") { Description = "Greatest distance measured, in strides.", DefaultValueFactory = _ => 8 };
    private readonly Option<double?> _bound = new("--max-mismatch") { Description = "Mismatch that pairs up to the recommended distance may have. Default: 0.2 of labels, 0.5 of features." };
    private readonly Option<double?> _minTissue = new("--min-tissue") { Description = "Smallest share of tissue in a tile, 0 to 1. Default: that of the encoder's run, else 0.5." };
    private readonly Option<ulong> _seed = new("--seed") { Description = "Seed of the bootstrap.", DefaultValueFactory = _ => 0UL };
    private readonly Option<string> _mode = new("--mode")
    {
        Description = "labels: the annotations of the manifest (mask images or GeoJSON); a tile's label is the majority of its area. encoder: the cosine of embeddings of --encoder. descriptor: the cosine of colour and texture, which needs neither labels nor encoder.",
        DefaultValueFactory = _ => Labels,
    };

    private readonly Option<string?> _out = new("--out") { Description = "A page with the curve (.html).", HelpName = "FILE" };

    public Command Build()
    {
        _mode.AcceptOnlyFromAmong(Labels, Encoder, Descriptor);
        var command = new Command(
            "purity",
            """
            How often does a neighbour have another label than its anchor? Contextual pairs assume: seldom. Chooses their radius from annotated slides.
            Without annotations: how much does a neighbour differ from its anchor, beside any two tiles of the slide?

              histo purity --manifest labelled.csv --mpp 0.5 --tile 224 --max-distance 8 --out purity.html
              histo purity --slides slides/ --mode descriptor --mpp 0.5 --tile 224
              histo purity --slides slides/ --mode encoder --encoder run
            """);
        _slides.AddTo(command, withReader: false);
        _embedding.AddTo(command);
        foreach (Option option in new Option[] { _distance, _bound, _minTissue, _seed, _mode, _out })
        {
            command.Options.Add(option);
        }

        command.OnRun(Run);
        return command;
    }

    private int Run(ParseResult result, CliOutput output, CancellationToken cancellation)
    {
        string mode = Mode(result);
        (string reader, TilingOptions tiling, TissueOptions tissue) = _embedding.Grid(result);
        tiling.MinTissue = result.GetValue(_minTissue) ?? tiling.MinTissue;
        var source = new SlideSource(SlideReaderFactory.Default(), new SlideOpenOptions { Reader = reader });
        TilingResult tiled = TilingRunner.RunAndName(source, _slides.Load(result), tiling, tissue, cancellation);
        SlideOutcome[] problems = [.. tiled.Outcomes.Where(each => each.Code is not null)];
        var purity = new PurityOptions { MaxDistance = result.GetValue(_distance), Seed = result.GetValue(_seed) };
        purity.MaxMismatch = result.GetValue(_bound) ?? (mode == Labels ? purity.MaxMismatch : FeaturePurity.DefaultMaxMismatch);
        EmbeddingSet? features = mode == Labels ? null : _embedding.Embed(result, _embedding.Encoder(result) ?? EmbeddingInputs.ColourTextureName, tiled.Tiles, source, cancellation);
        foreach (UnreadableTile tile in features?.Unreadable ?? [])
        {
            CliOutput.Notice($"left out: {tile}");
        }

        PurityCurve curve = features is null ? LabelPurity.Measure(tiled.Tiles, TileLabels.Of(tiled.Tiles), purity, cancellation) : FeaturePurity.Measure(features, purity, cancellation);
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
            ["mode"] = mode,
            ["distances"] = new JsonArray([.. curve.Distances.Select(Json)]),
            ["recommendation"] = new JsonObject { ["distance"] = curve.Recommendation.Distance, ["reason"] = curve.Recommendation.Reason },
            ["slides"] = curve.Slides,
            ["tiles"] = curve.Tiles,
            ["encoder"] = features?.Origin.Encoder,
            ["colour"] = features?.Origin.Colour,
            ["unreadable"] = features?.Unreadable.Count ?? 0,
            ["problems"] = new JsonArray([.. problems.Select(each => new JsonObject { ["slide"] = each.Slide.SlideId, ["code"] = each.Code, ["message"] = each.Reason })]),
        });
        return problems.Length == 0 && features?.Unreadable is null or { Count: 0 } ? ExitCodes.Success : ExitCodes.Failure;
    }

    private string Mode(ParseResult result)
    {
        string mode = result.GetRequiredValue(_mode);
        if ((mode == Encoder) != (_embedding.Encoder(result) is not null))
        {
            throw new UsageException(mode == Encoder ? "--mode encoder needs --encoder" : $"--encoder is for --mode encoder, not for {mode}");
        }

        return mode == Labels && _embedding.Colour(result) is not null ? throw new UsageException("--colour changes no label: it is for --mode encoder and descriptor") : mode;
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
        output.Line(curve.Measure == PurityMeasure.Labels
            ? string.Create(CultureInfo.InvariantCulture, $"{curve.Tiles} labelled tiles of {curve.Slides} slides; labels differ in")
            : string.Create(CultureInfo.InvariantCulture, $"{curve.Tiles} tiles of {curve.Slides} slides; of what any two tiles of their slide differ by, pairs differ by"));
        output.Line("distance       at it   95 % over slides       up to it        pairs   anchors without neighbour");
        foreach (PurityDistance each in curve.Distances)
        {
            output.Line(string.Create(CultureInfo.InvariantCulture, $"{each.Distance,8}  {each.At.Estimate,10:0.0 %}  {each.At.Low,8:0.0 %} to {each.At.High,7:0.0 %}  {each.UpTo.Estimate,10:0.0 %}  {each.Pairs,11}  {each.AnchorsWithoutNeighbour,11}"));
        }

        output.Line(curve.Recommendation.Distance is { } distance ? $"recommended: --max-distance {distance}; {curve.Recommendation.Reason}" : $"no recommendation: {curve.Recommendation.Reason}");
    }
}
