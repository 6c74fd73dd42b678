using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Histo.Cli.Output;
using Histo.Ssl.Features;
using Spectre.Console;

namespace Histo.Cli.Commands;

/// <summary>Says what is in a feature store and whether it is whole.</summary>
internal sealed class StoreInspectCommand : ICliCommand
{
    private readonly Argument<string> _file = new("FILE") { Description = "A feature store: .h5 of this library, TRIDENT, CLAM or STAMP, or a .pt of CLAM or slideflow." };

    public Command Build()
    {
        var command = new Command(
            "inspect",
            """
            Say what a feature store says about itself, and read it whole. Exit code 1 when it is damaged.

            Stores of this library carry a checksum; of others every row is read.
              histo store inspect features/features/slide.h5
              histo store inspect 20x_256px_0px_overlap/features_uni_v1/slide.h5 --json
            """) { _file };
        command.OnRun(Run);
        return command;
    }

    private int Run(ParseResult result, CliOutput output, CancellationToken cancellation)
    {
        string file = result.GetRequiredValue(_file);
        FeatureStoreInfo info = Info(file);
        bool whole = FeatureStores.Verify(file);
        if (output.Json)
        {
            output.Result(ToJson(file, info, whole));
        }
        else
        {
            Print(output, info, whole);
        }

        return whole ? ExitCodes.Success : ExitCodes.Failure;
    }

    private static FeatureStoreInfo Info(string file)
    {
        using IFeatureStore store = FeatureStores.Open(file);
        return store.Info;
    }

    private static JsonObject ToJson(string file, FeatureStoreInfo info, bool whole) => new()
    {
        ["file"] = file,
        ["verified"] = whole,
        ["format"] = info.Format.ToString(),
        ["slide"] = info.SlideId,
        ["rows"] = info.Rows,
        ["width"] = info.Width,
        ["type"] = info.Type.ToString(),
        ["positions"] = info.HasPositions,
        ["unit"] = info.HasPositions ? info.Unit.ToString() : null,
        ["step"] = info.Step,
        ["tileExtent"] = info.TileExtent,
        ["mpp"] = info.Mpp,
        ["tileSize"] = info.TileSize,
        ["stride"] = info.Stride,
        ["inputSize"] = info.InputSize,
        ["encoder"] = info.Encoder,
        ["encoderHash"] = info.EncoderHash,
        ["normalisation"] = info.Normalisation is null ? null : new JsonArray([.. info.Normalisation.Select(value => JsonValue.Create(value))]),
        ["notices"] = new JsonArray([.. info.Notices.Select(notice => JsonValue.Create(notice))]),
    };

    private static void Print(CliOutput output, FeatureStoreInfo info, bool whole)
    {
        var grid = new Grid().AddColumn().AddColumn();
        Row("format", info.Format.ToString());
        Row("slide", info.SlideId);
        Row("features", string.Create(CultureInfo.InvariantCulture, $"{info.Rows} x {info.Width} {info.Type}"));
        Row("positions", info.HasPositions ? info.Unit.ToString() : "none");
        Row("step", Number(info.Step));
        Row("tile extent", Number(info.TileExtent));
        Row("mpp", Number(info.Mpp));
        Row("tile size", Number(info.TileSize));
        Row("stride", Number(info.Stride));
        Row("input", Number(info.InputSize));
        Row("encoder", info.Encoder ?? "-");
        Row("hash", info.EncoderHash ?? "-");
        Row("normalisation", info.Normalisation is null ? "-" : string.Join(' ', info.Normalisation.Select(value => Number(value))));
        Row("verifies", whole ? "yes" : "no: the content is not what was written; extract the slide again");
        output.People.Write(grid);
        foreach (string notice in info.Notices)
        {
            CliOutput.Notice(notice);
        }

        void Row(string name, string value) => grid.AddRow(Markup.Escape(name), Markup.Escape(value));
    }

    private static string Number(double? value) => value?.ToString("0.####", CultureInfo.InvariantCulture) ?? "-";
}
